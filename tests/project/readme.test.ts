import { readFileSync } from "node:fs";

import { read, sourceFiles } from "./source-files.ts";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

test("nothing that we say or write puts a token on a command line", () => {
  const texts = [readme, ...sourceFiles().map(read)];
  const advice = texts.flatMap((text) => text.match(/config set .*apiToken.*/g) ?? []);
  expect(advice).not.toEqual([]);
  expect(
    advice.filter((line) => !/config set --secret cloudflare:apiToken($|[.`"]|   \(it asks)/.test(line)),
  ).toEqual([]);
});

test("the README warns of the logs that hold keys and tokens in clear", () => {
  const warning = (readme.split("\n- ").find((text) => text.startsWith("**Logs.**")) ?? "").replaceAll(
    /\s+/g,
    " ",
  );
  expect(warning).toMatch(
    /keeps logs of its runs.*`-v=9 --logtostderr` and `--tracing` write keys and tokens .*in clear/,
  );
});

test("every npm script that the README names exists", () => {
  const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z:-]+)/g)].map(([, name]) => name ?? "");
  const unknown = named.filter(
    (name) => !["ci", "run", "install"].includes(name) && scripts[name] === undefined,
  );
  expect(unknown).toEqual([]);
});
