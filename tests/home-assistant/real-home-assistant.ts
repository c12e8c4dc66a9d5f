import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Home Assistant's own program: HASS names it, or else it is on the PATH; undefined where there is none. */
export function findHass(): string | undefined {
  const named = process.env["HASS"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return (named === undefined || named === "" ? folders.map((folder) => join(folder, "hass")) : [named]).find(
    isExecutable,
  );
}

/** Tests that need a real Home Assistant; skipped, with the reason in their title, where there is none. */
export function describeWithHass(title: string, tests: (hass: string) => void): void {
  const hass = findHass();
  if (hass === undefined) {
    describe.skip(`${title} — skipped: no Home Assistant on this machine (HASS names its program)`, () => {
      tests("");
    });
    return;
  }
  describe(title, () => {
    tests(hass);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface RealHomeAssistant {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** A token of its owner. */
  readonly token: string;
  readonly owner: { readonly username: string; readonly password: string };
  /** Stops it and starts it again, as its Supervisor does. */
  restart(): void;
  stop(): Promise<void>;
}

export interface RealOptions {
  /** Lines of `http:` in its configuration; by default it trusts a proxy on this machine. */
  readonly proxy?: string;
  /** Variables that its process has beside this one's. */
  readonly environment?: Readonly<Record<string, string>>;
}

const owner = { username: "anna", password: "correct horse battery staple" };

const trusting = "  use_x_forwarded_for: true\n  trusted_proxies: [127.0.0.1]\n";

/** Starts a new installation and creates its owner. */
export async function startRealHomeAssistant(
  hass: string,
  configuration: string,
  { proxy = trusting, environment = {} }: RealOptions = {},
): Promise<RealHomeAssistant> {
  const folder = mkdtempSync(join(tmpdir(), "home-assistant-"));
  const port = await freePort();
  writeFileSync(
    join(folder, "configuration.yaml"),
    `http:\n  server_port: ${port}\n${proxy}${configuration}`,
  );
  const process = new Process(hass, folder, { ...environment, SETUP_PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> => process.end();
  const restart = (): void => {
    process.restart();
  };
  try {
    await answers(process, `${url}/api/onboarding`);
    const token = await onboard(url);
    await answers(process, `${url}/api/config`, { token, until: '"RUNNING"' });
    return { url, owner, token, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** https://github.com/home-assistant/core/blob/dev/homeassistant/const.py: who runs it is to start it again. */
const restartCode = 100;

/** Home Assistant's process, which is started again when it asks for a restart. */
class Process {
  /** Undefined while it runs. */
  exitCode: number | undefined;
  private readonly folder: string;
  private readonly start: () => ChildProcess;
  private child: ChildProcess;
  private isRestarting = false;

  constructor(hass: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.start = () => {
      const env = { ...process.env, ...environment };
      const child = spawn(hass, ["--config", folder, "--skip-pip"], { env, stdio: "ignore" });
      child.once("exit", (code) => {
        if (code === restartCode || this.isRestarting) this.child = this.start();
        else this.exitCode = code ?? 1;
        this.isRestarting = false;
      });
      return child;
    };
    this.child = this.start();
  }

  restart(): void {
    this.isRestarting = true;
    this.child.kill("SIGTERM");
  }

  async end(): Promise<void> {
    while (this.exitCode === undefined) {
      this.child.kill("SIGTERM");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until an address answers 200, and with this text in it. */
async function answers(child: Process, address: string, { token = "", until = "" } = {}): Promise<void> {
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    if (child.exitCode !== undefined) {
      throw new Error(`Home Assistant ended with exit code ${child.exitCode}`);
    }
    const text = await fetch(address, { headers }).then(
      (response) => (response.ok ? response.text() : undefined),
      () => undefined,
    );
    if (text?.includes(until) === true) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("Home Assistant did not start within two minutes");
}

/** https://developers.home-assistant.io/docs/auth_api/ */
async function onboard(url: string): Promise<string> {
  const client_id = `${url}/`;
  const user = { ...owner, name: "Anna", language: "en", client_id };
  const created = await fetch(`${url}/api/onboarding/users`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
  const { auth_code: code } = (await created.json()) as { auth_code: string };
  const exchange = new URLSearchParams({ grant_type: "authorization_code", code, client_id });
  const tokens = await fetch(`${url}/auth/token`, { method: "POST", body: exchange });
  return ((await tokens.json()) as { access_token: string }).access_token;
}
