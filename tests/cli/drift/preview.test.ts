import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { comparePreview } from "../../../cli/drift/preview.ts";
import { unseenHomeAssistant } from "../../../domain/configuration/api-token.ts";
import { fakePulumi } from "../fake-pulumi.ts";

describe("asking Pulumi", () => {
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

  test("steps that change nothing are no steps", async () => {
    answer({ steps: ["same", "refresh", "read"].map((op) => ({ op, urn: "u" })) });
    expect(await comparePreview("prod")).toEqual({ steps: [], stoppedBy: undefined });
    expect(fake.calls().at(-1)?.words.slice(0, 2)).toEqual(["preview", "--refresh"]);
  });

  test("what stopped the program is told", async () => {
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

  test("a preview that fails without a word of why is no agreement", async () => {
    answer({ steps: [] }, 255);
    await expect(comparePreview("prod")).rejects.toThrow("[pulumi-failed]");
    fake.answer("preview --refresh", { stderr: "error: incorrect passphrase", code: 255 });
    await expect(comparePreview("prod")).rejects.toThrow("[wrong-passphrase]");
  });

  test("the program is told to go on without Home Assistant's access token", async () => {
    const said = `{ severity: "error", message: process.env.${unseenHomeAssistant} ?? "nothing" }`;
    const folder = mkdtempSync(join(tmpdir(), "pulumi-"));
    const script = `#!${process.execPath}\nconsole.log(JSON.stringify({ diagnostics: [${said}] }));\n`;
    writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
    process.env["PATH"] = [folder, path ?? ""].join(delimiter);
    expect((await comparePreview("prod")).stoppedBy).toBe("true");
    rmSync(folder, { recursive: true });
  });
});
