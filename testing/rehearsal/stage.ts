import * as pulumi from "@pulumi/pulumi";
import { type Inputs, openSecrets, type WantedResource } from "./inputs.ts";
import type { Assignment } from "./messages.ts";
import { createProvider, type Provider } from "./provider.ts";
import { report } from "./report.ts";

type MockResourceArgs = pulumi.runtime.MockResourceArgs;
type MockResourceResult = pulumi.runtime.MockResourceResult;

/**
 * What the program plays on: Pulumi's mocks, carried out by the providers. After the first failure nothing new is
 * begun, and what is under way is finished, as the engine does it.
 */
export class Stage implements pulumi.runtime.Mocks {
  /** Resolves when the run has failed. */
  readonly failed: Promise<undefined>;
  private readonly provider: Provider;
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly resourceFailures: string[] = [];
  /** What each error said when it came: Pulumi writes into the message of an error that it passes on. */
  private readonly programErrors = new Map<unknown, string>();
  private readonly loggedErrors: string[] = [];
  private fail: () => void = () => undefined;

  constructor({ api, apiToken, config }: Assignment) {
    const token = config["cloudflare:apiToken"] ?? apiToken ?? "";
    this.provider = createProvider({ baseUrl: api, token }, (name, line) => {
      void report({ kind: "said", name, line });
    });
    this.failed = new Promise((resolve) => {
      this.fail = () => {
        resolve(undefined);
      };
    });
    process.on("unhandledRejection", (error) => {
      this.programFailed(error);
    });
    process.on("uncaughtException", (error) => {
      this.programFailed(error);
    });
  }

  newResource(args: MockResourceArgs): Promise<MockResourceResult> {
    return this.carryOut(() => this.make(args));
  }

  call({ token, inputs }: pulumi.runtime.MockCallArgs): Promise<pulumi.runtime.MockCallResult> {
    return this.carryOut(() => this.lookUp(token, openSecrets(inputs) as Inputs));
  }

  /** Everything that went wrong, once what is under way has come to its end. */
  async explainFailure(): Promise<string> {
    await Promise.allSettled(this.underWay);
    const ofProgram = [...this.programErrors.values()].filter((text) => !this.isEcho(text));
    return [...new Set([...this.loggedErrors, ...this.resourceFailures, ...ofProgram])].join("\n\n");
  }

  /** To be called with what Pulumi's runtime logs as an error by itself: its user sees that, too. */
  errorLogged(text: string): void {
    this.loggedErrors.push(text);
  }

  /** To be called with what a run threw; a failed resource was noted before. */
  programFailed(error: unknown): void {
    if (!this.programErrors.has(error)) this.programErrors.set(error, asUserSees(error));
    this.fail();
  }

  /** A failed resource rejects every promise that waits for it, with this text; the engine says it once. */
  private isEcho(text: string): boolean {
    return this.resourceFailures.length > 0 && text.includes("failed to register new resource");
  }

  private hasFailed(): boolean {
    return this.programErrors.size > 0 || this.resourceFailures.length > 0;
  }

  private carryOut<T>(action: () => Promise<T>): Promise<T> {
    if (this.hasFailed()) return new Promise(() => undefined);
    const operation = action();
    this.underWay.add(operation);
    return operation.finally(() => this.underWay.delete(operation));
  }

  private async make(args: MockResourceArgs): Promise<MockResourceResult> {
    const { type, name, custom } = args;
    const inputs = openSecrets(args.inputs) as Inputs;
    const importId = args.id === undefined || args.id === "" ? undefined : args.id;
    const made =
      custom === false ? { id: "", state: inputs } : await this.makeOrFail({ type, name, inputs, importId });
    await report({ kind: "made", resource: { type, name, inputs } });
    return { id: made.id, state: made.state };
  }

  private async makeOrFail(wanted: WantedResource): ReturnType<Provider["make"]> {
    try {
      return await this.provider.make(wanted);
    } catch (error) {
      const type = wanted.type.replace(/\/\w+:/, ":");
      this.resourceFailures.push(`${type} (${wanted.name}):\n  error: ${messageOf(error)}`);
      this.fail();
      throw error;
    }
  }

  private async lookUp(token: string, args: Inputs): Promise<Inputs> {
    try {
      const answer = await this.provider.lookUp(token, args);
      await report({ kind: "looked-up", token });
      return answer;
    } catch (error) {
      const text = `Invoke of '${token}' failed: ${messageOf(error)}`;
      // The SDK gives a program the details of a failed call, and nothing else of it.
      throw Object.assign(new Error(text), { details: text });
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** As Pulumi's language host prints it. */
function asUserSees(error: unknown): string {
  if (pulumi.RunError.isInstance(error)) return error.message;
  if (pulumi.ResourceError.isInstance(error) && error.hideStack) return error.message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Running program failed with an unhandled exception:\n${text}`;
}
