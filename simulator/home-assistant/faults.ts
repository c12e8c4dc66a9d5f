import type { Message } from "./commands.ts";

/** How a command fails. */
export type CommandFaultKind =
  /** It is refused and changes nothing. */
  | "refused"
  /** The connection breaks before or after it took effect. */
  | "cut before"
  | "cut after"
  /** No answer ever comes, before or after it took effect. */
  | "hang before"
  | "hang after";

/** Logs the commands that Home Assistant receives, and makes one of them fail if a test wants so. */
export class CommandFaults {
  private readonly log: string[] = [];
  private pending: { readonly isIt: (label: string) => boolean; readonly kind: CommandFaultKind } | undefined;

  /** Labels of all commands, oldest first: the type, or for requests to the Supervisor method and endpoint. */
  commands(): readonly string[] {
    return [...this.log];
  }

  /** Makes a command fail: the nth from now on, counted from 1, or the first one with a matching label. */
  set(which: number | RegExp, kind: CommandFaultKind): void {
    const last = this.log.length;
    const isIt = (label: string): boolean =>
      typeof which === "number" ? this.log.length === last + which : which.test(label);
    this.pending = { isIt, kind };
  }

  clear(): void {
    this.pending = undefined;
  }

  /** Whether the command that should fail has arrived. */
  get isSpent(): boolean {
    return this.pending === undefined;
  }

  /** Logs a command and returns how it should fail, if at all. */
  take(message: Message): CommandFaultKind | undefined {
    const label = labelOf(message);
    this.log.push(label);
    if (this.pending?.isIt(label) !== true) return undefined;
    const { kind } = this.pending;
    this.pending = undefined;
    return kind;
  }
}

function labelOf({ type, method, endpoint }: Message): string {
  return type === "supervisor/api" ? `${String(method)} ${String(endpoint)}` : String(type);
}
