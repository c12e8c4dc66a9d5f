import {
  type Installation,
  installations,
  type Piece,
  setupPieces,
} from "../../domain/guides/installations.ts";
import { print, say } from "../run.ts";
import { readHome, readOutputs, selectStack } from "../stack.ts";

/**
 * Prints what is pasted at Home Assistant, each piece as it has to be; without an installation, which ones there are.
 * @throws Failure when the stack is not deployed
 */
export async function showPieces(
  installation: Installation | undefined,
  options: { readonly stack?: string },
): Promise<void> {
  if (installation === undefined) {
    Object.entries(installations).forEach(([name, what]) => {
      print(`npm run home-assistant -- show ${name.padEnd(9)}${what}`);
    });
    say("With cloudflared on another machine take host or venv, and trust that machine's address instead.");
    return;
  }
  const stack = await selectStack(options.stack);
  const { tunnelToken } = await readOutputs(stack);
  const { services } = await readHome(stack);
  const pieces = setupPieces(
    installation,
    tunnelToken,
    services.map(({ origin }) => origin),
  );
  print([installations[installation], ...pieces.map(describe)].join("\n\n"));
  say("\nThe token lets its holder run the tunnel: paste it there and nowhere else.");
}

/** The text stands at the line's beginning, so that it can be copied as it is. */
function describe({ where, text }: Piece, index: number): string {
  const heading = `${index + 1}. ${where.replaceAll("\n", "\n   ")}`;
  return text === undefined ? heading : `${heading}\n\n${text}`;
}
