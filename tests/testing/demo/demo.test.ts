import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

jest.setTimeout(180_000);

const root = join(import.meta.dirname, "..", "..", "..");
const demo = join(root, "testing", "demo", "demo.ts");

/** The demo's TMPDIR, in which it must leave nothing behind. */
let temporary: string;
const running = new Set<ChildProcess>();
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "ha-mtls-test-"));
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(temporary, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** Everything that it has printed so far. */
  readonly printed: () => string;
  /** Resolves once the text has been printed. */
  readonly until: (text: string) => Promise<void>;
  readonly exit: Promise<number | null>;
}

function start(program: string, ...flags: string[]): Run {
  const child = spawn(process.execPath, [program, ...flags], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const exit = once(child, "close").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const until = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) {
      const more = await Promise.race([once(child.stdout, "data"), exit.then(() => undefined)]);
      if (more === undefined && !text.includes(wanted))
        throw new Error(`ended without "${wanted}":\n${text}`);
    }
  };
  return { child, printed: () => text, until, exit };
}

/** The rows of the tables: mark, client, expected result, result. */
function rowsOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => /^(ok|FAIL) {2}/.test(line));
  return lines.map((line) => line.split(/ {2,}/));
}

test("shows all claims, keeps running if asked to, and leaves nothing behind", async () => {
  const run = start(demo, "--keep");
  await run.until("_simulator/exposures\n");
  expect(rowsOf(run.printed())).toEqual([
    ["ok", "the Cloudflared app, with the tunnel's token", "installed, started", "installed, started"],
    ["ok", "the app's address, as Home Assistant's proxy", "trusted, confirmed", "trusted, confirmed"],
    ["ok", "the tunnel's status at Cloudflare", "healthy", "healthy"],
    ["ok", "anna-phone, with its .p12", "200 Home Assistant", "200 Home Assistant"],
    ["ok", "anna-phone, by WebSocket", "101 WebSocket", "101 WebSocket"],
    ["ok", "ben-laptop, with its .p12", "200 Home Assistant", "200 Home Assistant"],
    ["ok", "ben-laptop, by WebSocket", "101 WebSocket", "101 WebSocket"],
    ["ok", "old-tablet, with its .p12", "200 Home Assistant", "200 Home Assistant"],
    ["ok", "old-tablet, by WebSocket", "101 WebSocket", "101 WebSocket"],
    ["ok", "no certificate", "403", "403 from the edge"],
    ["ok", "another customer's certificate, same CA", "403", "403 from the edge"],
    ["ok", "a certificate of this zone, not listed", "403", "403 from the edge"],
    ["ok", "a self-signed certificate", "403", "403 from the edge"],
    ["ok", "old-tablet, just revoked", "403", "403 from the edge"],
    ["ok", "anna-phone at photos.example.com", "not Home Assistant", "404 from the edge"],
    ["ok", "http://ha.example.com/, without TLS", "301 to https", "301 to https://ha.example.com/"],
    ["ok", "no certificate, Host: HA.EXAMPLE.COM", "not Home Assistant", "403 from the edge"],
    ["ok", "no certificate, Host: ha.example.com. (trailing dot)", "not Home Assistant", "403 from the edge"],
    ["ok", "no certificate, Host: ha.example.com:443", "not Home Assistant", "403 from the edge"],
    ["ok", "no certificate, TLS for another name", "not Home Assistant", "403 from the edge"],
    ["ok", "exposures recorded since the first request", "0", "0"],
  ]);
  const steps = [...run.printed().matchAll(/^ +\d+\.\d s {2}Home Assistant: (.*)$/gm)].map(
    ([, step]) => step,
  );
  expect(steps).toEqual([
    expect.stringMatching(/^trust the connector's requests from 172\.30\.33\.0\/24/),
    "set the external address to https://ha.example.com",
    "add the app repository https://github.com/homeassistant-apps/repository",
    "install the app 396f0234_cloudflared",
    "set the options of the app 396f0234_cloudflared",
    "start the app 396f0234_cloudflared",
    "Cloudflare reports the tunnel as healthy",
  ]);
  expect(run.printed()).toMatch(/up, after \d+ requests to the API/);
  expect(run.printed()).not.toContain("\u001b");
  await tryCommands(run.printed());
  run.child.kill("SIGINT");
  expect(await run.exit).toBe(0);
  expect(readdirSync(temporary).filter((name) => name.startsWith("ha-mtls-"))).toEqual([]);
});

/** Runs the printed curl commands, if curl is installed, and checks their output. */
async function tryCommands(text: string): Promise<void> {
  const commands = text.match(/^ +curl .*$/gm) ?? [];
  const expected = [/you have been blocked/, /<title>Home Assistant</, /"method":"GET"/, /^\[\]$/];
  expect(commands).toHaveLength(expected.length);
  if (spawnSync("curl", ["--version"]).status !== 0) return;
  for (const [index, command] of commands.entries()) {
    const curl = spawn("/bin/sh", ["-c", command], { stdio: ["ignore", "pipe", "ignore"] });
    let printed = "";
    curl.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await once(curl, "close");
    expect(printed).toMatch(expected[index]!);
  }
}

test("fails when the gate is open, and lists what got in", async () => {
  const run = start(join(import.meta.dirname, "demo-with-open-gate.ts"));
  expect(await run.exit).toBe(1);
  const failed = rowsOf(run.printed()).filter(([mark]) => mark === "FAIL");
  expect(failed.map(([, who]) => who)).toEqual([
    "no certificate",
    "another customer's certificate, same CA",
    "a certificate of this zone, not listed",
    "a self-signed certificate",
    "old-tablet, just revoked",
    // Other spellings of the name don't match the tunnel's ingress, so they lead nowhere even past an open gate.
    "no certificate, Host: ha.example.com:443",
    "no certificate, TLS for another name",
    "exposures recorded since the first request",
  ]);
  expect(run.printed()).toContain("not as locked as it must be");
  expect(readdirSync(temporary).filter((name) => name.startsWith("ha-mtls-"))).toEqual([]);
});

test("fails when the set-up at Home Assistant is undone, and the devices no longer get in", async () => {
  const run = start(join(import.meta.dirname, "demo-with-undone-home.ts"));
  expect(await run.exit).toBe(1);
  const failed = rowsOf(run.printed()).filter(([mark]) => mark === "FAIL");
  expect(failed.map(([, who, , result]) => [who, result])).toEqual([
    ["the Cloudflared app, with the tunnel's token", "installed, stopped"],
    ["the app's address, as Home Assistant's proxy", "not trusted"],
    ["the tunnel's status at Cloudflare", "down"],
    ["anna-phone, with its .p12", "530 from the edge"],
    ["anna-phone, by WebSocket", "530 from the edge"],
    ["ben-laptop, with its .p12", "530 from the edge"],
    ["ben-laptop, by WebSocket", "530 from the edge"],
    ["old-tablet, with its .p12", "530 from the edge"],
    ["old-tablet, by WebSocket", "530 from the edge"],
  ]);
});

test.each([["--kept"], ["now"]])("refuses %s with exit code 2", (word) => {
  const { status, stderr } = spawnSync(process.execPath, [demo, word], {
    cwd: root,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^error: /) as string });
});

test("says what to do when --engine finds no Pulumi CLI", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [demo, "--engine"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: "/usr/bin:/bin", PULUMI_HOME: temporary },
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(
      /^the Pulumi CLI is not installed \[no-pulumi\]\n.*npx pulumi version/,
    ) as string,
  });
  expect(stdout).not.toContain("Locked.");
});

test("ends at once on Ctrl-C, and cleans up", async () => {
  const run = start(demo);
  await run.until("are running");
  run.child.kill("SIGINT");
  expect(await run.exit).toBe(130);
  expect(readdirSync(temporary).filter((name) => name.startsWith("ha-mtls-"))).toEqual([]);
});

test("ends quietly, and cleans up, when nobody reads its output any more", async () => {
  const { child, exit } = start(demo);
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await once(child.stdout!, "data");
  child.stdout!.destroy();
  await exit;
  expect(errors).toBe("");
  expect(readdirSync(temporary).filter((name) => name.startsWith("ha-mtls-"))).toEqual([]);
});
