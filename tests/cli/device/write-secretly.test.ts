import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSecretly } from "../../../cli/device/write-secretly.ts";

const contents = Buffer.from("secret");
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secretly-"));
  path = join(folder, "anna.p12");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const modeOf = (file: string): number => statSync(file).mode & 0o777;

test("a missing folder is created, closed to others and ignored by git", () => {
  const inside = join(folder, "deep", "bundles");
  writeSecretly(join(inside, "anna.p12"), contents, { force: false });
  expect(modeOf(inside)).toBe(0o700);
  expect(readFileSync(join(inside, ".gitignore"), "utf8")).toBe("*\n");
  expect(readdirSync(inside).sort()).toEqual([".gitignore", "anna.p12"]);
});

test("a folder that exists keeps its mode and gets no other file", () => {
  const existing = join(folder, "shared");
  mkdirSync(existing, { mode: 0o755 });
  writeSecretly(join(existing, "anna.p12"), contents, { force: false });
  expect(modeOf(existing)).toBe(0o755);
  expect(readdirSync(existing)).toEqual(["anna.p12"]);
});

test("a file with other contents is kept, unless force is given: then it is replaced, readable by its owner only", () => {
  writeFileSync(path, "damaged", { mode: 0o644 });
  expect(() => {
    writeSecretly(path, contents, { force: false });
  }).toThrow(
    `${path} already exists with other contents [file-exists]\n  To replace it, add --force, or choose another file.`,
  );
  expect(readFileSync(path, "utf8")).toBe("damaged");
  writeSecretly(path, contents, { force: true });
  expect(readFileSync(path)).toEqual(contents);
  expect(modeOf(path)).toBe(0o600);
});

test("a command without --force does not suggest it", () => {
  writeFileSync(path, "a photograph");
  expect(() => {
    writeSecretly(path, contents, { force: undefined });
  }).toThrow(/\[file-exists\]\n {2}Delete it, or choose another file\.$/);
});

test("a file with the same contents is kept, with its mode corrected", () => {
  writeFileSync(path, contents, { mode: 0o644 });
  const before = statSync(path).ino;
  writeSecretly(path, contents, { force: false });
  expect([statSync(path).ino, modeOf(path)]).toEqual([before, 0o600]);
});

test("a link that leads nowhere is not written through", () => {
  symlinkSync(join(folder, "elsewhere"), path);
  expect(() => {
    writeSecretly(path, contents, { force: false });
  }).toThrow("[file-exists]");
  expect(existsSync(join(folder, "elsewhere"))).toBe(false);
});

test("a file that can't be written is reported with the reason, and nothing is left behind", () => {
  mkdirSync(path);
  expect(() => {
    writeSecretly(path, contents, { force: true });
  }).toThrow(/can't be written \[file-failed\]\n {2}Choose another file\. The reason: E/);
  expect(readdirSync(folder)).toEqual(["anna.p12"]);
});
