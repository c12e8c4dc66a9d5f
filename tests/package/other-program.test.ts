import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { rehearse, type Rehearsal, RehearsalFailure } from "../../testing/rehearsal/rehearsal.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";
import { example, type Installation, type OtherProgram, otherProgram, root } from "./other-program.ts";

jest.setTimeout(120_000);

/** What `npm pack` would publish, which is what npm installs from a git address. */
function publishedFiles(): string[] {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const answer = execFileSync("npm", words, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return (JSON.parse(answer) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
}

const published = publishedFiles();
const programs: OtherProgram[] = [];

function makeProgram(installation: Installation): OtherProgram {
  const program = otherProgram(installation, published);
  programs.push(program);
  return program;
}

afterEach(() => {
  programs.splice(0).forEach((program) => {
    program.remove();
  });
});

test("what is published is what is needed, and nothing of anybody's home", () => {
  const folders = new Set(published.filter((path) => path.includes("/")).map((path) => path.split("/")[0]));
  expect([...folders].sort()).toEqual([
    "components",
    "dist",
    "domain",
    "home-assistant",
    "hooks",
    "preflight",
    "stack",
    "zone",
  ]);
  expect(published.filter((path) => !path.includes("/")).sort()).toEqual([
    "LICENSE",
    "PulumiPlugin.yaml",
    "README.md",
    "here.cjs",
    "here.d.cts",
    "index.ts",
    "package.json",
    "package.ts",
    "tsconfig.json",
  ]);
});

describe.each<Installation>(["linked", "copied"])("%s", (installation) => {
  let simulator: Simulator;
  let program: OtherProgram;
  let rehearsal: Rehearsal;

  beforeAll(async () => {
    simulator = await startSimulator();
    program = otherProgram(installation, published);
    program.write("index.ts", example);
    rehearsal = await rehearse(options());
  });
  afterAll(async () => {
    program.remove();
    await simulator.close();
  });

  function options() {
    return {
      api: simulator.api,
      apiToken: simulator.apiToken,
      stack: "dev",
      config: {},
      program: program.folder,
    };
  }

  test("another program makes a whole home: the edge holds it, and the bundle is in that program's folder", () => {
    expect(rehearsal.outputs["url"]).toBe("https://ha.example.com");
    expect(rehearsal.secretOutputs).toEqual(["tunnelToken"]);
    expect([...simulator.state.tunnels.values()].map(({ name }) => name)).toEqual(["ha-mtls-dev"]);
    const bundle = join(program.folder, "bundles", "dev", "anna-phone.p12");
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
    expect(existsSync(join(root, "bundles", "dev"))).toBe(false);
  });

  test("its commands find their programs from that folder", () => {
    const commands = rehearsal.resources
      .filter(({ name }) => ["restore-point-record", "tunnel-disconnect"].includes(name))
      .flatMap(({ inputs }) => [inputs["create"], inputs["delete"]] as string[])
      .filter((line) => line.startsWith("node "));
    expect(commands).toHaveLength(3);
    for (const line of commands) {
      // With nothing to do they all ask for the zone or the account that they are about.
      const environment = { PATH: process.env["PATH"] };
      const run = () =>
        execFileSync("/bin/sh", ["-c", line], { cwd: program.folder, env: environment, stdio: "pipe" });
      expect(run).toThrow(/ZONE_ID|ACCOUNT_ID|TOKEN/);
    }
  });

  test("its mistakes come together, with the paths and codes of the stack file", async () => {
    const requests = simulator.requests().length;
    program.write(
      "index.ts",
      example
        .replace('"ha.example.com"', '"ha.example.org"')
        .replace(
          '{ name: "anna-phone", platform: "ios" }',
          '{ name: "Anna Phone" }, { name: "b", generation: 0 }',
        ),
    );
    const failure = await rehearse(options()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RehearsalFailure);
    const { message, resources } = failure as RehearsalFailure;
    expect(message).toMatch(/^3 problems: devices\[0\]\.name, devices\[1\]\.generation, hostname\n/);
    expect(message).toMatch(/\[device-name\][^]*\[bad-value\][^]*\[hostname-outside-zone\]/);
    expect(resources).toEqual([]);
    expect(simulator.requests()).toHaveLength(requests);
  });

  test("a second home in one program is refused by name, before anything of it is made", async () => {
    program.write(
      "index.ts",
      `${example}new SecureHome("cottage", { zone: "example.com", hostname: "c.example.com" });\n`,
    );
    const failure = await rehearse(options()).catch((error: unknown) => error);
    expect(String(failure)).toContain(
      "cottage is a second home in the stack dev, which already has home [second-home]",
    );
    expect(
      (failure as RehearsalFailure).resources.filter(({ name }) => /c\.example|cottage/.test(name)),
    ).toEqual([]);
  });
});

/** A program of two files, of which the second is loaded after the package, and is more than plain JavaScript. */
const twoFiles = {
  "a.ts": [
    'import { SecureHome } from "ha-mtls";',
    'import { word } from "./b";',
    "console.log(typeof SecureHome, word as string);",
  ].join("\n"),
  "b.ts": 'enum Word { Here = "here" }\nexport const word = Word.Here;',
};

/** https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/nodejs/cmd/run/run.ts */
const asPulumiStartsIt = [
  'const { tsnodeRequire, typescriptRequire } = require("@pulumi/pulumi/tsutils").typeScriptRequireStrings();',
  "const compilerOptions = { target: 'ES2020', module: 'nodenext', moduleResolution: 'nodenext' };",
  "require(tsnodeRequire).register({ typeCheck: true, skipProject: true, compiler: typescriptRequire, compilerOptions });",
  "require('./a.ts');",
].join("\n");

test.each<[string, { files: Record<string, string>; words: readonly string[]; says: string }]>([
  [
    "require in plain JavaScript",
    {
      files: {
        "a.js": 'console.log(typeof require("ha-mtls").SecureHome)',
      },
      words: ["a.js"],
      says: "function",
    },
  ],
  [
    "import in an ES module",
    {
      files: { "a.mjs": 'import { SecureHome } from "ha-mtls"; console.log(typeof SecureHome)' },
      words: ["a.mjs"],
      says: "function",
    },
  ],
  [
    "TypeScript as Pulumi starts it",
    { files: { ...twoFiles, "start.js": asPulumiStartsIt }, words: ["start.js"], says: "function here" },
  ],
])("is loaded by %s", async (_title, start) => {
  const { folder, write } = makeProgram("copied");
  Object.entries(start.files).forEach(([path, text]) => {
    write(path, text);
  });
  const { stdout } = await promisify(execFile)(process.execPath, [...start.words], { cwd: folder });
  expect(stdout.trim()).toBe(start.says);
});

test("a program's jest loads it, without a setting of its own", async () => {
  const { folder, write } = makeProgram("copied");
  write("package.json", JSON.stringify({ name: "homelab" }));
  write(
    "home.test.js",
    'test("home", () => { expect(typeof require("ha-mtls").SecureHome).toBe("function"); });',
  );
  const jest = join(folder, "node_modules", "jest", "bin", "jest.js");
  const { stderr } = await promisify(execFile)(process.execPath, [jest, "--rootDir", folder], {
    cwd: folder,
  });
  expect(stderr).toContain("1 passed");
});

test("the folder that Pulumi starts as a plugin says so", () => {
  expect(readFileSync(join(root, "PulumiPlugin.yaml"), "utf8")).toMatch(/^runtime: nodejs$/m);
});
