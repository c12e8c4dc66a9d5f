import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** What the fake CLI does for calls whose words begin with a key such as `stack output`. */
export interface FakeAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

export interface FakePulumi {
  /** The folder of the executable, to be put first in PATH. */
  readonly folder: string;
  /** PATH with that folder first. */
  readonly path: string;
  /** Sets the answer to all calls that begin with these words. */
  answer(words: string, answer: FakeAnswer): void;
  /** Every call so far: its words and its stdin. */
  calls(): readonly { readonly words: readonly string[]; readonly input: string }[];
}

/** A `pulumi` executable that answers from files; removed after the tests of the file. */
export function fakePulumi(): FakePulumi {
  const folder = mkdtempSync(join(tmpdir(), "fake-pulumi-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, "pulumi"), `#!${process.execPath}\n${script}`, { mode: 0o755 });
  const answers = new Map<string, FakeAnswer>();
  const log = join(folder, "calls.jsonl");
  return {
    folder,
    path: [folder, process.env["PATH"] ?? ""].join(delimiter),
    answer: (words, answer) => {
      answers.set(words, answer);
      writeFileSync(join(folder, "answers.json"), JSON.stringify(Object.fromEntries(answers)));
    },
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as { words: string[]; input: string })
        : [],
  };
}

const script = `
const fs = require("node:fs");
const path = require("node:path");
const here = path.dirname(process.argv[1]);
const words = process.argv.slice(2);
const input = fs.readFileSync(0, "utf8");
fs.appendFileSync(path.join(here, "calls.jsonl"), JSON.stringify({ words, input }) + "\\n");
const answers = JSON.parse(fs.readFileSync(path.join(here, "answers.json"), "utf8"));
const key = Object.keys(answers)
  .filter((start) => words.join(" ").startsWith(start))
  .sort((a, b) => b.length - a.length)[0];
const answer = answers[key] ?? { code: 99, stderr: "the fake has no answer to: pulumi " + words.join(" ") };
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
`;
