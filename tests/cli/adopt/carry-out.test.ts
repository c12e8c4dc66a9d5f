import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carryOutPlan } from "../../../cli/adopt/carry-out.ts";
import type { AdoptionPlan } from "../../../cli/adopt/plan.ts";
import { Failure } from "../../../domain/failure.ts";
import { stateOf, types, urnOf } from "../support/cli-fixtures.ts";
import { fakePulumi } from "../support/fake-pulumi.ts";

describe("carrying out a plan", () => {
  const fake = fakePulumi();
  const path = process.env["PATH"];
  const home = process.cwd();
  let folder: string;
  beforeEach(() => {
    process.env["PATH"] = fake.path;
    folder = mkdtempSync(join(tmpdir(), "adopt-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
    process.env["PATH"] = path;
  });

  const letGo = [{ urn: urnOf(types.tunnel, "tunnel"), id: "old", pendingDelete: false, what: "", why: "" }];
  const state = stateOf([{ types: types.tunnel, name: "tunnel", id: "old" }]);
  const empty: AdoptionPlan = { take: [], letGo: [], leave: [], unfinished: [] };

  test("writes a backup that only the owner can read, then the state", async () => {
    fake.answer("stack export", { stdout: state.text });
    fake.answer("stack import", {});
    const backup = await carryOutPlan("prod", { ...empty, letGo }, state);
    expect(readFileSync(backup, "utf8")).toBe(state.text);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "backups", "prod")).mode & 0o777).toBe(0o700);
    const written = fake.calls().find(({ words }) => words[1] === "import");
    expect(JSON.parse(written?.input ?? "")).toMatchObject({ deployment: { resources: [] } });
  });

  test("writes nothing when another run has changed the state in the meantime", async () => {
    fake.answer("stack export", { stdout: stateOf([]).text });
    const before = fake.calls().length;
    await expect(carryOutPlan("prod", { ...empty, letGo }, state)).rejects.toThrow("[locked]");
    expect(
      fake
        .calls()
        .slice(before)
        .map(({ words }) => words.slice(0, 2).join(" ")),
    ).toEqual(["stack export"]);
  });

  test("a lock that a killed run left is reported with the command that removes it", async () => {
    fake.answer("import --file", { stderr: "error: the stack is currently locked by 1 lock(s)", code: 255 });
    const take = [{ type: "t", name: "n", importId: "i", parents: [], what: "" }];
    const failure: unknown = await carryOutPlan("prod", { ...empty, take }, state).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain("npx pulumi cancel --stack prod");
    const words = fake.calls().at(-1)?.words ?? [];
    expect(existsSync(words[2] ?? "")).toBe(false);
  });
});
