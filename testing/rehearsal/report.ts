import type { Report } from "./messages.ts";

/** Sends a message to the parent process; resolves when it is sent. */
export function report(message: Report): Promise<void> {
  return new Promise((sent, failed) => {
    if (process.send === undefined) throw new Error("this program is started by rehearse(), not by hand");
    process.send(message, undefined, {}, (error) => {
      if (error === null) sent();
      else failed(error);
    });
  });
}
