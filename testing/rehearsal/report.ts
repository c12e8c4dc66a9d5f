import type { Report } from "./messages.ts";

/** Tells the parent process. Resolves when the message is on its way. */
export function report(message: Report): Promise<void> {
  return new Promise((sent, failed) => {
    if (process.send === undefined) throw new Error("a rehearsal is started by rehearse(), not by hand");
    process.send(message, undefined, {}, (error) => {
      if (error === null) sent();
      else failed(error);
    });
  });
}
