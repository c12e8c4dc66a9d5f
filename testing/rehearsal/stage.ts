import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "../../domain/failure.ts";
import { type Inputs, openSecrets, type WantedResource } from "./inputs.ts";
import { type Assignment, report } from "./messages.ts";
import { createProvider, type Provider } from "./provider.ts";

type MockResourceArgs = pulumi.runtime.MockResourceArgs;
type MockResourceResult = pulumi.runtime.MockResourceResult;

/**
 * Pulumi's mocks, carried out by the rehearsal's providers. As in the engine, after the first failure operations in progress
 * are finished, and no new ones are started.
 */
export class Stage implements pulumi.runtime.Mocks {
  /** Resolves when the run has failed. */
  readonly failed: Promise<undefined>;
  private readonly provider: Provider;
  private readonly inProgress = new Set<Promise<unknown>>();
  private readonly resourceFailures: string[] = [];
  /** Each error's text on arrival: Pulumi changes the messages of errors that it passes on. */
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

  /** Waits for operations in progress, and returns the texts of all failures. */
  async explainFailure(): Promise<string> {
    await Promise.allSettled(this.inProgress);
    const ofProgram = [...this.programErrors.values()].filter((text) => !this.isEcho(text));
    return [...new Set([...this.loggedErrors, ...this.resourceFailures, ...ofProgram])].join("\n\n");
  }

  /** Records an error that Pulumi's runtime has logged, which the user sees, too. */
  errorLogged(text: string): void {
    this.loggedErrors.push(text);
  }

  /** Records an error that the program has thrown. */
  programFailed(error: unknown): void {
    if (!this.programErrors.has(error)) this.programErrors.set(error, asUserSees(error));
    this.fail();
  }

  /** Whether the text only repeats a failed resource's error, with which every promise waiting for it is rejected. */
  private isEcho(text: string): boolean {
    return this.resourceFailures.length > 0 && text.includes("failed to register new resource");
  }

  private hasFailed(): boolean {
    return this.programErrors.size > 0 || this.resourceFailures.length > 0;
  }

  private carryOut<T>(action: () => Promise<T>): Promise<T> {
    if (this.hasFailed()) return new Promise(() => undefined);
    const operation = action();
    this.inProgress.add(operation);
    return operation.finally(() => this.inProgress.delete(operation));
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
      // Of a failed call, the SDK passes only the details to the program.
      throw Object.assign(new Error(text), { details: text });
    }
  }
}

/** The text that Pulumi's language host prints for an error. */
function asUserSees(error: unknown): string {
  if (pulumi.RunError.isInstance(error)) return error.message;
  if (pulumi.ResourceError.isInstance(error) && error.hideStack) return error.message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Running program failed with an unhandled exception:\n${text}`;
}
