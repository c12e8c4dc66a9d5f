import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const program = `
  const { copyToClipboard } = await import(${JSON.stringify(join(import.meta.dirname, "..", "..", "..", "cli", "device", "clipboard.ts"))});
  try { copyToClipboard("the password"); } catch (error) { console.log(error.message); }
`;
const words = ["--input-type=module", "--eval", program];
const copied = `\u001b]52;c;${Buffer.from("the password").toString("base64")}\u0007`;

const hasScript = spawnSync("script", ["--version"]).status === 0;
const onTerminal = hasScript ? test : test.skip;

onTerminal("the text goes to the terminal, and not to stdout, which may be a log", () => {
  const quoted = [process.execPath, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const flags = ["--quiet", "--return", "--command", `${quoted} > /dev/null 2>&1`, "/dev/null"];
  const { stdout, status } = spawnSync("script", flags, { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toContain(copied);
});

test("without a terminal nothing is written: the failure names the other way", async () => {
  // A session of its own has no terminal, whatever this process has.
  const child = spawn(process.execPath, words, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  const [stdout] = await Promise.all([text(child.stdout), once(child, "close")]);
  expect(stdout).toBe(
    "--copy-password needs a terminal, and there is none [no-terminal]\n  Use --show-password instead, and redirect stdout to where you need the password.\n",
  );
});
