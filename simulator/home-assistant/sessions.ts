import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { type Message, Refused, type User } from "./commands.ts";

/** What Home Assistant reports about a refresh token, if it differs from the default. */
export interface SessionFacts {
  /** OAuth client ID: the app's, or the address opened in the browser. */
  readonly client_id?: string | null;
  /** Only long-lived access tokens have a name. */
  readonly client_name?: string | null;
  readonly type?: "normal" | "long_lived_access_token";
  /** ISO 8601. */
  readonly last_used_at?: string | null;
  readonly last_used_ip?: string | null;
}

interface Session {
  readonly id: string;
  readonly user: User;
  readonly createdAt: string;
  readonly facts: SessionFacts;
  readonly connections: Set<WebSocket>;
}

export interface SessionOptions {
  /** Users by token; tokens of the same person share one object. By default every non-empty token is an administrator's. */
  readonly users?: Readonly<Record<string, User>>;
  /** Facts by token. These tokens are known before anybody logs in with them. */
  readonly sessions?: Readonly<Record<string, SessionFacts>>;
}

const administrator: User = { isAdmin: true };

/**
 * Refresh tokens, and the connections opened with each of them. Access and refresh token are the same text here.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/auth/__init__.py
 */
export class Sessions {
  private readonly byToken = new Map<string, Session>();
  private readonly ended = new Set<string>();
  private readonly options: SessionOptions;

  constructor(options: SessionOptions) {
    this.options = options;
    for (const token of Object.keys(options.sessions ?? {})) this.find(token);
  }

  /** Returns the token's user and remembers the connection; undefined if the token is not accepted. */
  logIn(token: string, connection: WebSocket): User | undefined {
    const session = this.find(token);
    session?.connections.add(connection);
    connection.once("close", () => session?.connections.delete(connection));
    return session?.user;
  }

  /** Lists a person's own sessions; administrators see no others either. */
  list(user: User, connection: WebSocket): object[] {
    return this.of(user).map(({ id, createdAt, facts, connections }) => ({
      auth_provider_type: facts.type === "long_lived_access_token" ? null : "homeassistant",
      client_icon: null,
      client_id: facts.client_id ?? null,
      client_name: facts.client_name ?? null,
      created_at: createdAt,
      expire_at: null,
      id,
      is_current: connections.has(connection),
      last_used_at: facts.last_used_at ?? null,
      last_used_ip: facts.last_used_ip ?? null,
      type: facts.type ?? "normal",
    }));
  }

  /** Ends a session and closes its connections. @throws Refused */
  delete(user: User, { refresh_token_id: id }: Message): object {
    const [token, session] = [...this.byToken].find(([, one]) => one.id === id && one.user === user) ?? [];
    if (token === undefined || session === undefined) {
      throw new Refused("invalid_token_id", "Received invalid token");
    }
    this.byToken.delete(token);
    this.ended.add(token);
    for (const connection of session.connections) connection.close();
    return {};
  }

  private of(user: User): Session[] {
    return [...this.byToken.values()].filter((session) => session.user === user);
  }

  private find(token: string): Session | undefined {
    const known = this.byToken.get(token);
    if (known !== undefined) return known;
    const { users, sessions } = this.options;
    const user = users === undefined ? administrator : users[token];
    if (token === "" || user === undefined || this.ended.has(token)) return undefined;
    const session: Session = {
      id: randomUUID().replaceAll("-", ""),
      user,
      createdAt: new Date().toISOString(),
      facts: sessions?.[token] ?? {},
      connections: new Set(),
    };
    this.byToken.set(token, session);
    return session;
  }
}
