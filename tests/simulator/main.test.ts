import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { anyText, textLike } from "./support/text-matchers.ts";

const ROOT = join(import.meta.dirname, "../..");

let running: ChildProcess | undefined;
afterEach(() => {
  running?.kill("SIGKILL");
});

function start(...flags: string[]) {
  const child = spawn(process.execPath, ["simulator/main.ts", ...flags], { cwd: ROOT });
  running = child;
  return child;
}

test("it prints its addresses as one line of JSON, listens there, and stops at SIGTERM", async () => {
  const child = start("--zone", "example.org", "--api-port", "0", "--edge-port", "0");
  const lines: string[] = [];
  const output = createInterface(child.stdout);
  output.on("line", (line) => lines.push(line));
  await once(output, "line");
  const told = JSON.parse(lines[0]!) as Record<string, string>;
  expect(told).toEqual({
    api: textLike(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4$/),
    edge: textLike(/^https:\/\/127\.0\.0\.1:\d+$/),
    edgeHttp: textLike(/^http:\/\/127\.0\.0\.1:\d+$/),
    zoneId: textLike(/^[0-9a-f]{32}$/),
    accountId: textLike(/^[0-9a-f]{32}$/),
    apiToken: textLike(/^[A-Za-z0-9_-]{40}$/),
    edgeCa: anyText,
  });
  expect(existsSync(told["edgeCa"]!)).toBe(true);
  const response = await fetch(`${told["api"]!}/zones`, {
    headers: { authorization: `Bearer ${told["apiToken"]!}` },
  });
  expect(await response.json()).toMatchObject({ result: [{ name: "example.org" }] });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(lines).toHaveLength(1);
  expect(existsSync(told["edgeCa"]!)).toBe(false);
});

test.each([
  [["--ports", "1"], "unknown option '--ports'"],
  [["--api-port", "http"], "It must be a whole number"],
  [["--zone", "example"], "It must be a lower-case domain name"],
  [["--origin", "homeassistant:8123/x"], "It must be a URL without a path"],
  [["extra"], "too many arguments"],
])("bad usage %j ends with exit code 2 and the reason", async (flags, reason) => {
  const child = start(...flags);
  const [errors, exit] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(exit).toEqual([2, null]);
  expect(errors).toContain(reason);
});
