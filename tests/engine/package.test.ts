import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { Outcome } from "../../testing/engine/run-cli.ts";
import { copyPackage } from "./copy-package.ts";
import { EngineStack } from "./engine-stack.ts";

jest.setTimeout(300_000);

/** Others' programs, in folders inside the copy of the project that they use. */
let stack: EngineStack;

beforeAll(async () => {
  stack = await EngineStack.create();
  copyPackage(stack);
});
afterAll(() => stack.close());

/** Writes a program and creates its stack. */
async function program(name: string, files: Readonly<Record<string, string>>): Promise<Run> {
  mkdirSync(stack.path(name, "node_modules"), { recursive: true });
  write(name, files);
  symlinkSync(stack.folder, stack.path(name, "node_modules", "ha-mtls"));
  const run: Run = (...words) => stack.pulumi("-C", stack.path(name), ...words);
  expect((await run("stack", "init", name)).code).toBe(0);
  return run;
}

type Run = (...words: string[]) => Promise<Outcome>;

function write(name: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(stack.path(name, file), text);
  }
}

const settings = (device: object): string =>
  JSON.stringify({
    zone: "example.com",
    hostname: "ha.example.com",
    keyAlgorithm: "ecdsa-p256",
    devices: [{ name: "anna-phone", platform: "ios", ...device }],
  });

const inTypeScript = (device: object): string => `
import { SecureHome } from "ha-mtls";
const home = new SecureHome("home", ${settings(device)});
export const { url, tunnelToken, devices } = home;
`;

/** What an SDK in any language does: it asks the engine for the component, and the engine runs the package as a plugin. */
const throughEngine = (device: object): string => `
const pulumi = require("@pulumi/pulumi");
const outputs = { url: undefined, tunnelToken: undefined, devices: undefined };
const inputs = ${settings(device)};
const home = new pulumi.ComponentResource("ha-mtls:index:SecureHome", "home", { ...outputs, ...inputs }, {}, true);
module.exports = { url: home.url, tunnelToken: home.tunnelToken, devices: home.devices };
`;

const plugin = `name: second
runtime: nodejs
plugins:
  providers:
    - name: ha-mtls
      path: ..
`;

const cases = [
  {
    name: "first",
    entry: "index.ts",
    text: inTypeScript,
    project: "name: first\nruntime: nodejs\n",
  },
  { name: "second", entry: "index.js", text: throughEngine, project: plugin },
];

test.each(cases)(
  "a $name program, in $entry, creates a home, changes nothing without a reason, gets all problems at once, and destroys it",
  async ({ name, entry, text, project }) => {
    const run = await program(name, {
      "Pulumi.yaml": project,
      "package.json": JSON.stringify({ name, main: entry }),
      [entry]: text({}),
    });
    const up = await run("up", "--yes", "--skip-preview");
    expect(up).toMatchObject({ code: 0, text: expect.stringContaining("23 created") as string });
    expect(up.text).toMatch(/tunnelToken: \[secret\]/);
    expect(existsSync(stack.path(name, "bundles", name, "anna-phone.p12"))).toBe(true);
    const state = (await run("stack", "export")).stdout;
    expect(state).toContain(`urn:pulumi:${name}::${name}::ha-mtls:index:SecureHome::home`);
    expect(state).not.toContain("PRIVATE KEY-----");

    // Preview and update in one run: the second must not count as a second home.
    const again = await run("up", "--yes");
    expect(again).toMatchObject({ code: 0, text: expect.stringContaining("23 unchanged") as string });

    write(name, { [entry]: text({ validityDays: 99_999, csr: "no.pem", keyAlgorithm: "ecdsa-p256" }) });
    const refused = await run("preview");
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/2 problems: devices\[0\]\.validityDays, devices\[0\]\.csr\n/);
    expect(refused.text).not.toMatch(/\.ts:\d+|node:internal/);

    const mark = stack.mark();
    const destroyed = await run("destroy", "--yes", "--skip-preview");
    expect(destroyed.code).toBe(0);
    expect(stack.writes(mark).some((line) => /^PATCH .*settings\/ssl$/.test(line))).toBe(true);
    expect(existsSync(stack.path(name, "bundles", name, "anna-phone.p12"))).toBe(false);
  },
);
