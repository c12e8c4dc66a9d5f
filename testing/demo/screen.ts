/** A terminal, a pipe or a file. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Output in which finished lines stay; a terminal also shows the current work, in one line that disappears again. */
export class Screen {
  private readonly colours: boolean;
  private readonly started = performance.now();
  private working: NodeJS.Timeout | undefined;

  private readonly output: Output;

  constructor(output: Output, environment: NodeJS.ProcessEnv) {
    this.output = output;
    // https://no-color.org
    this.colours = output.isTTY === true && (environment["NO_COLOR"] ?? "") === "";
  }

  line(text = ""): void {
    this.rest();
    this.output.write(`${text}\n`);
  }

  /** Prints a finished step, with the seconds since the start. */
  step(text: string): void {
    this.line(`  ${this.dim(`${this.seconds().padStart(5)} s`)}  ${text}`);
  }

  /** Shows the current work until the next line. */
  work(text: string): void {
    this.rest();
    if (this.output.isTTY !== true) return;
    const show = (): void => {
      this.output.write(`\r\u001b[K  ${this.dim(`${this.seconds().padStart(5)} s  ${text}`)}`);
    };
    show();
    this.working = setInterval(show, 100);
  }

  /** Removes the line with the current work. */
  rest(): void {
    if (this.working === undefined) return;
    clearInterval(this.working);
    this.working = undefined;
    this.output.write("\r\u001b[K");
  }

  seconds(): string {
    return ((performance.now() - this.started) / 1000).toFixed(1);
  }

  bold = (text: string): string => this.paint(1, text);
  dim = (text: string): string => this.paint(2, text);
  good = (text: string): string => this.paint(32, text);
  bad = (text: string): string => this.paint(31, text);

  private paint(code: number, text: string): string {
    return this.colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
