/** A terminal, or a file that is written instead. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Calm output: finished lines stay, and while something is under way a terminal shows one line that goes again. */
export class Screen {
  private readonly colours: boolean;
  private readonly started = performance.now();
  private underWay: NodeJS.Timeout | undefined;

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

  /** A finished step, with the seconds since the beginning. */
  step(text: string): void {
    this.line(`  ${this.dim(`${this.seconds().padStart(5)} s`)}  ${text}`);
  }

  /** Shows what is under way until the next line. */
  work(text: string): void {
    this.rest();
    if (this.output.isTTY !== true) return;
    const show = (): void => {
      this.output.write(`\r\u001b[K  ${this.dim(`${this.seconds().padStart(5)} s  ${text}`)}`);
    };
    show();
    this.underWay = setInterval(show, 100);
  }

  /** Takes away what is under way. */
  rest(): void {
    if (this.underWay === undefined) return;
    clearInterval(this.underWay);
    this.underWay = undefined;
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
