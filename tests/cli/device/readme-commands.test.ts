import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRequest } from "../../../preflight/read-request.ts";
import { documentation } from "../../project/source-files.ts";
import { deployedStack, password } from "./deployed-stack.ts";
import { runDevice } from "./run-device.ts";

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

test("the documentation shows how to list, export, hand over and explain", () => {
  const shown = new Set(commands.map((command) => command.split(" ")[0]));
  expect([...shown].sort()).toEqual([
    ...["disconnect", "export", "guide", "list", "lock-out", "onboard", "revoke-certificate", "sessions"],
  ]);
});

// The page waits for a phone (onboard.test.ts lets one come), a revocation for a certificate (the engine suite has one), lock-out.test.ts and disconnect.test.ts lock devices out, and sessions.test.ts has a Home Assistant.
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

test("the request that the documentation makes is one that can be signed", () => {
  const [command = ""] = /^openssl req .*$/m.exec(readme) ?? [];
  const [, device = "", path = ""] = /-subj \/CN=(\S+) -out (\S+)$/.exec(command) ?? [];
  execFileSync("sh", ["-c", command], { cwd: folder, stdio: "pipe" });
  expect(readme).toContain(`\`csr: ${path}\``);
  expect(readRequest(device, join(folder, path))).toHaveProperty("pem");
});
