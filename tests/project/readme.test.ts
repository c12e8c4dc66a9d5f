import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentation, read, sourceFiles } from "./source-files.ts";

const documents = documentation();
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test("nothing that we say or write puts a token on a command line", () => {
  const texts = [documents, ...sourceFiles().map(read)];
  const advice = texts.flatMap((text) => text.match(/config set .*apiToken.*/g) ?? []);
  expect(advice).not.toEqual([]);
  expect(
    advice.filter((line) => !/config set --secret cloudflare:apiToken($|[.`"]|   \(it asks)/.test(line)),
  ).toEqual([]);
});

test("the documentation warns of the logs that hold keys and tokens in clear", () => {
  const warning = (documents.split("\n- ").find((text) => text.startsWith("**Logs.**")) ?? "").replaceAll(
    /\s+/g,
    " ",
  );
  expect(warning).toMatch(
    /keeps logs of its runs.*`-v=9 --logtostderr` and `--tracing` write keys and tokens .*in clear/,
  );
});

test("every npm script that the documentation names exists", () => {
  const named = [...documents.matchAll(/npm (?:run (?:-s )?)?([a-z:-]+)/g)].map(([, name]) => name ?? "");
  const unknown = named.filter(
    (name) => !["ci", "run", "install"].includes(name) && scripts[name] === undefined,
  );
  expect(unknown).toEqual([]);
});

test("the README leads from nothing to a phone that works in at most 220 lines", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(220);
});

test.each(["README.md", ...readdirSync("docs").map((name) => join("docs", name))])(
  "every link of %s leads to a file and a heading that exist",
  (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, path = "", anchor]) => {
      const target = path === "" ? file : join(dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  },
);

/** As GitHub makes them of headings. */
function anchors(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
