import { PassThrough } from "node:stream";
import {
  type Announcement,
  announce,
  tellDownload,
  watchKeys,
} from "../../../../cli/device/onboarding/terminal.ts";

const url = "http://192.168.100.105:40000/kbdfmtrwqa";
const password = "abcdefghjkmnpqrstuvwxyza";
const phone: Announcement = {
  openOn: "anna-phone",
  computer: false,
  device: "anna-phone",
  url,
  password,
  minutes: 30,
};
const laptop: Announcement = { ...phone, openOn: "anna-laptop", device: "anna-laptop", computer: true };

const before = Object.fromEntries(
  ["isTTY", "columns", "rows"].map((name) => [
    name,
    Object.getOwnPropertyDescriptor(process.stderr, name) ?? { value: undefined, configurable: true },
  ]),
);
let shown: string;
beforeEach(() => {
  shown = "";
  for (const stream of ["stdout", "stderr"] as const) {
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      shown += String(text);
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.defineProperties(process.stderr, before);
});

/** Pretends that the program has a terminal of that size. */
function pretendTerminal(columns = 80, rows = 24) {
  const setRawMode = jest.fn();
  const keyboard = new PassThrough();
  Object.assign(keyboard, { isTTY: true, setRawMode: setRawMode.mockReturnValue(keyboard) });
  jest.spyOn(process, "stdin", "get").mockReturnValue(keyboard as unknown as typeof process.stdin);
  for (const [name, value] of Object.entries({ isTTY: true, columns, rows })) {
    Object.defineProperty(process.stderr, name, { value, configurable: true });
  }
  return { type: (key: string) => keyboard.write(key), setRawMode };
}

const code = /[▀▄█]{5}/;

test("everything that is shown for a phone fits 80 columns and 24 lines, including the code and the address", () => {
  pretendTerminal();
  announce(phone);
  const lines = shown.split("\n");
  // The last one is the line with the cursor.
  expect(lines.length).toBeLessThanOrEqual(24);

  const widths = lines.map((line) => line.replaceAll(/\u001b\[[\d;]*m/g, "").length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  expect(shown).toMatch(/^Scan this with anna-phone, in the same network, within 30 minutes/);
  expect(shown).toMatch(code);
  expect(shown).toContain(`\n${url}\n`);
  expect(shown).not.toContain(password);
});

test.each([
  ["lines", 80, 23],
  ["columns", 36, 24],
])("a terminal with too few %s gets no part of a code, but advice", (_what, columns, rows) => {
  pretendTerminal(columns, rows);
  announce(phone);
  expect(shown).not.toMatch(code);
  expect(shown).toContain("too small for the QR code, which needs 37 columns and 24 lines");
  expect(shown).toContain("--png <file>");
  expect(shown).toContain(url);
});

test("a computer, which can't scan, gets the address to type and its password on p", () => {
  const { type } = pretendTerminal();
  announce(laptop);
  expect(shown).not.toMatch(code);
  expect(shown).toMatch(/^Open this in a browser on anna-laptop, [^]*\nhttp:\/\//);
  const stop = watchKeys(laptop, () => undefined);
  type("c");
  expect(shown).not.toMatch(code);
  type("p");
  expect(shown).toContain(`${password}\n`);
  stop();
});

test("the page for a watch is opened on the phone that the watch is paired with", () => {
  pretendTerminal();
  announce({ ...phone, device: "anna-watch", openOn: "the phone that anna-watch is paired with" });
  expect(shown).toContain("Scan this with the phone that anna-watch is paired with");
});

test("p shows the password, c shows the code again, and other keys do nothing", () => {
  const { type, setRawMode } = pretendTerminal();
  const stop = watchKeys(phone, () => undefined);
  type("x");
  expect(shown).toBe("");
  type("p");
  expect(shown).toBe(`${password}\n`);
  type("c");
  expect(shown).toMatch(code);
  stop();
  expect(setRawMode).toHaveBeenLastCalledWith(false);
});

test("says that the page is still available after a download, and how to end it", () => {
  pretendTerminal();
  tellDownload("anna-phone.p12", "192.168.100.7");
  expect(shown).toBe(
    "192.168.100.7 has downloaded anna-phone.p12. The page is still available; q ends it.\n",
  );
});

test.each([
  ["q", "q"],
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])("%s ends the page", (_name, key) => {
  const { type } = pretendTerminal();
  const end = jest.fn();
  const stop = watchKeys(phone, end);
  type(key);
  expect(end).toHaveBeenCalledTimes(1);
  stop();
});
