import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentation, read, sourceFiles } from "./source-files.ts";

const documents = documentation();
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test("no documentation and no message puts a token on a command line", () => {
  const texts = [documents, ...sourceFiles().map(read)];
  const advice = texts.flatMap((text) => text.match(/config set .*apiToken.*/g) ?? []);
  expect(advice).not.toEqual([]);
  expect(
    advice.filter((line) => !/config set --secret cloudflare:apiToken($|[.`"]|   \(it asks)/.test(line)),
  ).toEqual([]);
});

test("the documentation warns of logs that contain keys and tokens in plain text", () => {
  const warning = (documents.split("\n- ").find((text) => text.startsWith("**Logs.**")) ?? "").replaceAll(
    /\s+/g,
    " ",
  );
  expect(warning).toMatch(
    /keeps logs of its runs.*`-v=9 --logtostderr` and `--tracing` write keys and tokens .*in clear/,
  );
});

test("all npm scripts in the documentation exist", () => {
  const named = [...documents.matchAll(/npm (?:run (?:-s )?)?([a-z:-]+)/g)].map(([, name]) => name ?? "");
  const unknown = named.filter(
    (name) => !["ci", "run", "install"].includes(name) && scripts[name] === undefined,
  );
  expect(unknown).toEqual([]);
});

test("the README leads from nothing to a working phone in at most 220 lines", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(220);
});

test.each(["README.md", ...readdirSync("docs").map((name) => join("docs", name))])(
  "all links of %s lead to existing files and headings",
  (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, path = "", anchor]) => {
      const target = path === "" ? file : join(dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  },
);

/** The anchors that GitHub makes from a file's headings. */
function anchors(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
