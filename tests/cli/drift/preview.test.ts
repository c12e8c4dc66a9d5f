import { comparePreview } from "../../../cli/drift/preview.ts";
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
});
