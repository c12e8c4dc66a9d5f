import { dirname, normalize } from "node:path";
import { read, sourceFiles } from "./source-files.ts";

/** What each part may import: other parts, and packages. Node's own modules are allowed everywhere but in the domain. */
const allowed: Readonly<Record<string, { parts: readonly string[]; packages: readonly string[] }>> = {
  "package.ts": { parts: ["index.ts", "components", "domain"], packages: ["@pulumi/pulumi"] },
  "index.ts": { parts: ["components", "stack", "package.ts"], packages: [] },
  stack: { parts: ["components", "domain"], packages: ["@pulumi/pulumi"] },
  components: {
    parts: ["preflight", "zone", "domain", "here.cjs"],
    packages: ["cloudflare", "command", "pulumi", "random", "tls"].map((name) => `@pulumi/${name}`),
  },
  preflight: { parts: ["zone", "home-assistant", "domain"], packages: ["@pulumi/pulumi", "zod"] },
  zone: { parts: ["domain"], packages: ["zod"] },
  "home-assistant": { parts: ["domain"], packages: ["home-assistant-js-websocket", "ws", "zod"] },
  domain: { parts: [], packages: ["@peculiar/x509", "reflect-metadata", "zod"] },
  hooks: { parts: ["zone", "home-assistant", "domain"], packages: ["zod"] },
  cli: {
    parts: ["zone", "home-assistant", "domain"],
    packages: ["commander", "qrcode", "tinyexec", "yaml", "zod"],
  },
  simulator: {
    parts: [],
    packages: ["@hono/node-server", "@peculiar/x509", "commander", "hono", "reflect-metadata", "ws", "zod"],
  },
  testing: {
    parts: ["cli", "domain"],
    packages: [
      ...["cloudflare", "command", "pulumi", "random", "tls"].map((name) => `@pulumi/${name}`),
      ...[
        "@peculiar/x509",
        "cloudflare-simulator",
        "commander",
        "reflect-metadata",
        "tinyexec",
        "ws",
        "yaml",
        "zod",
      ],
    ],
  },
};

interface Import {
  readonly file: string;
  readonly part: string;
  /** One of our parts, or a package. */
  readonly target: string;
  readonly ours: boolean;
}

const imports = sourceFiles().flatMap(importsOf);

function importsOf(file: string): Import[] {
  const found = read(file).matchAll(
    /^(?:import|export)\b[^"';]*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].map(([, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? "";
    const ours = name.startsWith(".");
    const path = ours ? normalize(`${dirname(file)}/${name}`) : name;
    const words = path.split("/");
    const target = ours ? words[0]! : words.slice(0, name.startsWith("@") ? 2 : 1).join("/");
    return { file, part: file.split("/")[0]!, target, ours };
  });
}

test.each(Object.keys(allowed))("%s imports only what it may", (part) => {
  const own = imports.filter((one) => one.part === part);
  expect(own.length).toBeGreaterThan(0);
  const wrong = own.filter(({ target, ours }) =>
    ours
      ? target !== part && !allowed[part]!.parts.includes(target)
      : !target.startsWith("node:") && !allowed[part]!.packages.includes(target),
  );
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("the domain does no input or output", () => {
  const node = imports.filter(({ part, target }) => part === "domain" && target.startsWith("node:"));
  expect(new Set(node.map(({ target }) => target))).toEqual(new Set(["node:crypto", "node:url"]));
});

test("the simulator's rules, which judge ours, import nothing of ours", () => {
  const judge = imports.filter(({ file }) => file.startsWith("simulator/rules/"));
  expect(judge.filter(({ ours, target }) => ours && target !== "simulator")).toEqual([]);
});
