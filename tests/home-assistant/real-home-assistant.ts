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
  stop(): Promise<void>;
}

const owner = { username: "anna", password: "correct horse battery staple" };

/** Starts a new installation that trusts a proxy on this machine, and makes its owner. */
export async function startRealHomeAssistant(
  hass: string,
  configuration: string,
): Promise<RealHomeAssistant> {
  const folder = mkdtempSync(join(tmpdir(), "home-assistant-"));
  const port = await freePort();
  const http = `http:\n  server_port: ${port}\n  use_x_forwarded_for: true\n  trusted_proxies: [127.0.0.1]\n`;
  writeFileSync(join(folder, "configuration.yaml"), `${http}${configuration}`);
  const child = spawn(hass, ["--config", folder, "--skip-pip"], {
    env: { ...process.env, SETUP_PORT: String(port) },
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> => end(child, folder);
  try {
    await answers(child, `${url}/api/onboarding`);
    const token = await onboard(url);
    await answers(child, `${url}/api/config`, { token, until: '"RUNNING"' });
    return { url, owner, token, stop };
  } catch (error) {
    await stop();
    throw error;
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
async function answers(child: ChildProcess, address: string, { token = "", until = "" } = {}): Promise<void> {
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    if (child.exitCode !== null) {
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

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
