import { PassThrough } from "node:stream";

/** Replaces this process's stdin by a terminal on which each question gets the next of the answers. */
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
