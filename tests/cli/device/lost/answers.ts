import { PassThrough } from "node:stream";

/** Puts a terminal at this process's stdin on which the owner answers each question with the next of these. */
export function withAnswers(): (...answers: string[]) => void {
  const real = Object.getOwnPropertyDescriptor(process, "stdin")!;
  afterEach(() => {
    Object.defineProperty(process, "stdin", real);
  });
  return (...answers) => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    terminal.on("newListener", (event: string) => {
      if (event === "data") {
        setImmediate(() => {
          terminal.write(`${answers.shift() ?? ""}\n`);
        });
      }
    });
    Object.defineProperty(process, "stdin", { configurable: true, value: terminal });
  };
}
