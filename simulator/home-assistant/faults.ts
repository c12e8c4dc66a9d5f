import type { Message } from "./commands.ts";

/** What becomes of a disturbed command. */
export type CommandFaultKind =
  /** It is refused, and changes nothing. */
  | "refused"
  /** The connection breaks before or after it took effect. */
  | "cut before"
  | "cut after"
  /** No answer ever comes, before or after it took effect. */
  | "hang before"
  | "hang after";

/** The commands that Home Assistant got, and the one of them that a test wants to fail. */
export class CommandFaults {
  private readonly log: string[] = [];
  private pending: { readonly isIt: (label: string) => boolean; readonly kind: CommandFaultKind } | undefined;

  /** Every command by its type; a request to the Supervisor by method and endpoint. Oldest first. */
  commands(): readonly string[] {
    return [...this.log];
  }

  /** Lets a command fail: the nth from now on, counted from 1, or the first whose label matches. */
  set(which: number | RegExp, kind: CommandFaultKind): void {
    const last = this.log.length;
    const isIt = (label: string): boolean =>
      typeof which === "number" ? this.log.length === last + which : which.test(label);
    this.pending = { isIt, kind };
  }

  clear(): void {
    this.pending = undefined;
  }

  /** Whether the command that was to fail has come in. */
  get isSpent(): boolean {
    return this.pending === undefined;
  }

  /** Notes a command, and returns what is to become of it. */
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
