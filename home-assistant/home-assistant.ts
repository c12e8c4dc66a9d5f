import { Failure } from "../domain/failure.ts";
import {
  type Connection,
  createConnection,
  createLongLivedTokenAuth,
  ERR_INVALID_AUTH,
} from "home-assistant-js-websocket";
import { z } from "zod";
import { failed, refusedToken } from "../domain/home-assistant/problems.ts";
import { AnswerLost, CommandRefused } from "./answer.ts";
import { openSocket } from "./socket.ts";

export interface Address {
  /** For example http://homeassistant.local:8123, without a trailing slash. */
  readonly url: string;
  /** Access tokens; the first one that Home Assistant accepts is used. */
  readonly tokens: readonly string[];
}

const usualPatienceMs = 30_000;

/** A command of the WebSocket API. */
export interface Command {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A client of Home Assistant's WebSocket API. Connects with the first command, and again after a restart. */
export class HomeAssistant {
  readonly url: string;
  private readonly tokens: readonly string[];
  private connection: Connection | undefined;

  constructor({ url, tokens }: Address) {
    this.url = url;
    this.tokens = tokens;
  }

  /**
   * Sends a command and returns its result, parsed by the schema.
   * @throws CommandRefused, AnswerLost, Failure
   */
  async ask<T>(command: Command, schema: z.ZodType<T>, patienceMs = usualPatienceMs): Promise<T> {
    const connection = await this.connect();
    const answer = await answerOf(connection.sendMessagePromise<unknown>(command), patienceMs);
    const read = schema.safeParse(answer);
    if (!read.success) {
      const [issue] = read.error.issues;
      const said = `its answer has an unknown form (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`;
      throw new Failure(failed(`answer ${command.type}`, said));
    }
    return read.data;
  }

  /** Closes the connection; the next command opens another one. */
  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async connect(): Promise<Connection> {
    if (this.connection?.connected !== true) {
      this.close();
      this.connection = await this.open();
    }
    return this.connection;
  }

  private async open(): Promise<Connection> {
    for (const token of this.tokens) {
      const connection = await this.tryToken(token);
      if (connection !== undefined) {
        return connection;
      }
    }
    throw new Failure(refusedToken(this.url));
  }

  private async tryToken(token: string): Promise<Connection | undefined> {
    try {
      const connection = await createConnection({
        auth: createLongLivedTokenAuth(this.url, token),
        setupRetry: 0,
        createSocket: (options) => openSocket(this.url, options),
      });
      // The next command connects again. A connection that reconnects by itself would keep this process alive.
      connection.addEventListener("disconnected", () => {
        connection.close();
      });
      return connection;
    } catch (error) {
      if (error === ERR_INVALID_AUTH) {
        return undefined;
      }
      throw error;
    }
  }
}

const refusal = z.object({ code: z.union([z.string(), z.number()]), message: z.string().default("") });
const lost = z.object({ error: z.object({ message: z.string() }) });

/** Turns the library's rejections, which are plain objects and numbers, into errors. */
async function answerOf(answer: Promise<unknown>, patienceMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AnswerLost(`no answer within ${patienceMs / 1000} s`));
    }, patienceMs);
  });
  try {
    return await Promise.race([answer, silence]);
  } catch (error) {
    const refused = refusal.safeParse(error);
    if (refused.success) {
      throw new CommandRefused(String(refused.data.code), refused.data.message);
    }
    const gone = lost.safeParse(error);
    throw gone.success || typeof error === "number" ? new AnswerLost("the connection was lost") : error;
  } finally {
    clearTimeout(timer);
  }
}
