/**
 * A rule expression that Cloudflare would refuse. The message has Cloudflare's form: position, line, carets under the
 * offending part, and the reason.
 */
export class ExpressionError extends Error {
  readonly reason: string;
  /** Counted from 1, like the column. */
  readonly line: number;
  readonly column: number;

  constructor(text: string, span: Span, reason: string) {
    const before = text.slice(0, span.start).split("\n");
    const column = (before.at(-1) ?? "").length;
    const lineText = text.split("\n")[before.length - 1] ?? "";
    const carets = "^".repeat(Math.max(1, Math.min(span.end - span.start, lineText.length - column)));
    super(
      `Filter parsing error (${before.length}:${column + 1}):\n${lineText}\n${" ".repeat(column)}${carets} ${reason}`,
    );
    this.name = "ExpressionError";
    this.reason = reason;
    this.line = before.length;
    this.column = column + 1;
  }
}

const maximumDepth = 128;

/** A part of the expression's text, by offsets; the end is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A position in an expression's text, which moves forward as parts are recognised. */
export class Scanner {
  position = 0;

  readonly text: string;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the inside of a parenthesis, a negation or a call; together they may be nested 128 deep. */
  nested<T>(start: number, read: () => T): T {
    if (this.depth >= maximumDepth) {
      this.fail(`maximum nesting depth exceeded (limit: ${maximumDepth})`, { start });
    }
    this.depth += 1;
    const result = read();
    this.depth -= 1;
    return result;
  }

  /** The next character, or "" at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Skips spaces and line breaks; tabs are not part of the language. */
  skipSpace(): void {
    while (this.next !== "" && " \r\n".includes(this.next)) this.position += 1;
  }

  accept(literal: string): boolean {
    if (!this.text.startsWith(literal, this.position)) return false;
    this.position += literal.length;
    return true;
  }

  expect(literal: string): void {
    if (!this.accept(literal)) this.fail(`expected literal ${JSON.stringify(literal)}`);
  }

  /** Reads the longest run of matching characters, possibly none. */
  takeWhile(accepts: RegExp): string {
    const start = this.position;
    while (this.next !== "" && accepts.test(this.next)) this.position += 1;
    return this.text.slice(start, this.position);
  }

  /** Throws an ExpressionError for the given span; by default, from the current position to the end. */
  fail(reason: string, span: Partial<Span> = {}): never {
    const start = span.start ?? this.position;
    throw new ExpressionError(
      this.text,
      { start, end: span.end ?? Math.max(start, this.text.length) },
      reason,
    );
  }
}
