import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCommand, shellCommand } from "../../components/own-commands.ts";

test("a hook is run by Node with the project's start, and its words", () => {
  expect(nodeCommand("gate")).toBe("node --import ./start.js hooks/gate.ts");
  expect(nodeCommand("restore-point", "record")).toBe(
    "node --import ./start.js hooks/restore-point.ts record",
  );
});

test("a script is run by its path", () => {
  expect(shellCommand("make-bundle")).toBe("sh ./hooks/make-bundle.sh");
  expect(existsSync("hooks/make-bundle.sh")).toBe(true);
});

describe("from a stack's folder elsewhere", () => {
  const before = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = join(realpathSync(mkdtempSync(join(tmpdir(), "ha-mtls-"))), "my stack's $(folder)");
    mkdirSync(folder);
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(join(folder, ".."), { recursive: true });
  });

  test("paths are relative to that folder, and the shell finds the program", () => {
    const command = nodeCommand("restore-point", "nonsense");
    expect(command).not.toContain(` ${before}`);
    const { stderr, status } = spawnSync("sh", ["-c", command], {
      encoding: "utf8",
      env: { ...process.env, ZONE_ID: "z" },
    });
    expect([stderr, status]).toEqual(["usage: restore-point.ts record|restore\n", 1]);
  });
});
