import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRequest } from "../../preflight/read-request.ts";
import { documentation } from "../project/source-files.ts";
import { deployedStack, password } from "./device/deployed-stack.ts";
import { runDevice } from "./device/run-device.ts";
import { spawnCommand } from "./support/spawn-command.ts";

const readme = documentation();
const stack = deployedStack();
const before = { ...process.env };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-readme-"));
  process.env["PATH"] = stack.pulumi.path;
  delete process.env["CLOUDFLARE_API_TOKEN"];
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

/** The words of every `npm run device -- …` in the documentation; a redirection is the shell's. */
const commands = [...readme.matchAll(/npm run (?:-s )?device -- ([^`\n>]+)/g)].map((match) =>
  (match[1] ?? "").trim(),
);

test("the documentation shows every command", () => {
  const shown = new Set(commands.map((command) => command.split(" ")[0]));
  expect([...shown].sort()).toEqual([
    ...["disconnect", "export", "guide", "list", "lock-out", "onboard", "revoke-certificate", "sessions"],
  ]);
});

// These need more than a stack, and are tested in files of their names: a phone, a certificate to revoke, a Home Assistant.
test.each(
  [...new Set(commands)].filter(
    (command) => !/^(onboard|revoke-certificate|lock-out|disconnect|sessions)/.test(command),
  ),
)("device %s works as the documentation shows it", async (command) => {
  stack.deploy([{ name: "anna-phone", platform: "ios" }]);
  const words = command.split(" ").map((word) => (word.startsWith("lost/") ? join(folder, word) : word));
  const { code, stdout } = await runDevice(...words);
  expect(code).toBe(0);
  expect(stdout.includes(password)).toBe(words.includes("--show-password"));
});

test("the certificate request in the documentation can be signed", () => {
  const [command = ""] = /^openssl req .*$/m.exec(readme) ?? [];
  const [, device = "", path = ""] = /-subj \/CN=(\S+) -out (\S+)$/.exec(command) ?? [];
  execFileSync("sh", ["-c", command], { cwd: folder, stdio: "pipe" });
  expect(readme).toContain(`\`csr: ${path}\``);
  expect(readRequest(device, join(folder, path))).toHaveProperty("pem");
});

test("npm run device without a command lists the commands, exit code 2", async () => {
  const { code, stdout, stderr } = await spawnCommand({ program: "device", words: [], fake: stack.pulumi });
  expect([code, stdout]).toEqual([2, ""]);
  for (const command of ["list", "export", "onboard", "lock-out", "guide"]) {
    expect(stderr).toMatch(new RegExp(`^  ${command} `, "m"));
  }
});
