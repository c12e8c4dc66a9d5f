import { readdirSync } from "node:fs";
import { parse } from "yaml";
import { permissions } from "../../cli/doctor/permissions.ts";
import { read } from "./source-files.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const folder = ".github/workflows";
const files = readdirSync(folder);
const workflow = (file: string): Workflow => parse(read(`${folder}/${file}`)) as Workflow;
const steps = (file: string): Step[] => Object.values(workflow(file).jobs).flatMap((job) => job.steps);
const watch = steps("watch.yml");

describe.each(files)("%s", (file) => {
  test("pins all actions to a commit, with the version in a comment", () => {
    const uses = read(`${folder}/${file}`).match(/uses: .*/g) ?? [];
    expect(uses).not.toEqual([]);
    expect(uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    );
  });

  test("leaves no GitHub credentials in the folder, and has read permission only", () => {
    const checkouts = steps(file).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual([false]);
    expect(workflow(file).permissions).toEqual({ contents: "read" });
  });

  test("installs what the lock file lists, and runs no install scripts", () => {
    const installs = steps(file).flatMap(({ run = "" }) => run.match(/npm (ci|i|install)\b.*/g) ?? []);
    expect(installs).toEqual(["npm ci --ignore-scripts"]);
  });
});

test("only the steps that connect to Cloudflare and Pulumi's backend have secrets", () => {
  const text = read(`${folder}/watch.yml`);
  const knowing = watch.filter((step) => JSON.stringify(step).includes("secrets."));
  expect(knowing.map(({ run }) => run)).toEqual(["npm run drift", "npm run device -- list"]);
  const inSteps = knowing.map((step) => JSON.stringify(step).split("secrets.").length - 1);
  expect(text.split("secrets.").length - 1).toBe(inSteps.reduce((sum, count) => sum + count, 0));
  expect(read(`${folder}/verify.yml`)).not.toContain("secrets.");
});

test("the Pulumi CLI has the project's version, and is unpacked only if its checksum is the published one", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  expect(read(`${folder}/watch.yml`)).toContain(`PULUMI_VERSION: ${devDependencies["pulumi"] ?? ""}\n`);
  const [install] = watch.filter(({ run }) => run?.includes("curl"));
  expect(install?.run).toMatch(/curl --fail .*[^]*sha256sum --check --strict wanted\.txt\n[^]*tar --extract/);
  expect(install?.run).not.toMatch(/install\.sh|\|\s*(ba)?sh\b/);
  expect(watch.map(({ run }) => run)).not.toContain("npx pulumi version");
});

test("the documentation lists what the watching token may read, and grants no edit permission", () => {
  const paragraphs = read("docs/operations.md")
    .split("\n\n")
    .map((text) => text.replaceAll(/\s+/g, " "));
  const watching = paragraphs.find((text) => text.includes("WATCH_STACKS")) ?? "";
  const names = Object.values(permissions).map(({ scope, name }) => `${scope} · ${name} · Read`);
  expect(names.filter((name) => !watching.includes(name))).toEqual([]);
  expect(watching).not.toContain("· Edit");
});
