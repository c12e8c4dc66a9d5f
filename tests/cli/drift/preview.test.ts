import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { comparePreview } from "../../../cli/drift/preview.ts";
import { compareOnly } from "../../../domain/compare-only.ts";
import { fakePulumi } from "../support/fake-pulumi.ts";

describe("the preview", () => {
  const fake = fakePulumi();
  const path = process.env["PATH"];
  beforeEach(() => {
    process.env["PATH"] = fake.path;
  });
  afterEach(() => {
    process.env["PATH"] = path;
  });
  const answer = (digest: object, code = 0): void => {
    fake.answer("preview --refresh", { stdout: JSON.stringify(digest), code });
  };

  test("has no steps that change nothing", async () => {
    answer({ steps: ["same", "refresh", "read"].map((op) => ({ op, urn: "u" })) });
    expect(await comparePreview("prod")).toEqual({ steps: [], stoppedBy: undefined });
    expect(fake.calls().at(-1)?.words.slice(0, 2)).toEqual(["preview", "--refresh"]);
  });

  test("says what stopped the program", async () => {
    answer(
      {
        diagnostics: [
          { severity: "error", message: "tunnel x was deleted [gone]\n" },
          { severity: "info", message: "i" },
        ],
      },
      255,
    );
    expect((await comparePreview("prod")).stoppedBy).toBe("tunnel x was deleted [gone]");
  });

  test("is a failure when it fails without saying why", async () => {
    answer({ steps: [] }, 255);
    await expect(comparePreview("prod")).rejects.toThrow("[pulumi-failed]");
    fake.answer("preview --refresh", { stderr: "error: incorrect passphrase", code: 255 });
    await expect(comparePreview("prod")).rejects.toThrow("[wrong-passphrase]");
  });

  test("tells the program that it only compares", async () => {
    const said = `{ severity: "error", message: process.env.${compareOnly} ?? "nothing" }`;
    const folder = mkdtempSync(join(tmpdir(), "pulumi-"));
    const script = `#!${process.execPath}\nconsole.log(JSON.stringify({ diagnostics: [${said}] }));\n`;
    writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
    process.env["PATH"] = [folder, path ?? ""].join(delimiter);
    expect((await comparePreview("prod")).stoppedBy).toBe("true");
    rmSync(folder, { recursive: true });
  });
});
