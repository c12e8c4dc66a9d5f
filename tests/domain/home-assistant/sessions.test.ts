import {
  chosenSessions,
  clientOf,
  endable,
  type Session,
  sessionRows,
} from "../../../domain/home-assistant/sessions.ts";

function session(id: string, rest: Partial<Session> = {}): Session {
  return {
    id,
    clientId: "https://home-assistant.io/android",
    clientName: null,
    type: "normal",
    createdAt: "2026-01-02T03:04:05.678901+00:00",
    lastUsedAt: "2026-11-27T08:12:30.000000+00:00",
    lastUsedIp: "203.0.113.7",
    isCurrent: false,
    ...rest,
  };
}

const own = session("own", {
  clientId: null,
  clientName: "ha-mtls",
  type: "long_lived_access_token",
  isCurrent: true,
});
const phone = session("phone");
const browser = session("browser", {
  clientId: "https://ha.example.com/",
  lastUsedAt: null,
  lastUsedIp: null,
});
const all = [phone, own, browser];

test("each session is listed with its client, its last use and a number", () => {
  expect(sessionRows(all).slice(1)).toEqual([
    ["1", "Android app", "2026-11-27 08:12 UTC", "203.0.113.7", "2026-01-02", "phone"],
    [
      "-",
      "ha-mtls, long-lived token (the stack's own access)",
      "2026-11-27 08:12 UTC",
      "203.0.113.7",
      "2026-01-02",
      "own",
    ],
    ["2", "https://ha.example.com/", "never", "", "2026-01-02", "browser"],
  ]);
});

test("the stack's own access can't be chosen", () => {
  expect(endable(all)).toEqual([phone, browser]);
});

test.each<[string, string, Session[] | undefined]>([
  ["a number", "2", [browser]],
  ["several, with commas or spaces", "1, 2", [phone, browser]],
  ["one twice", "1 1", [phone]],
  ["nothing", "", []],
  ["a number that is not there", "3", undefined],
  ["zero", "0", undefined],
  ["a word", "all", undefined],
  ["a range", "1-2", undefined],
])("%s chooses exactly these sessions", (_what, answer, chosen) => {
  expect(chosenSessions(answer, all)).toEqual(chosen);
});

test("a client's name can't forge a line of the table", () => {
  const forged = session("x", { clientId: null, clientName: "TV\r\u001b[2KPhone\nline" });
  expect(sessionRows([forged])[1]?.[1]).toBe("TV Phone line");
  expect(clientOf(session("x", { clientId: null }))).toBe("unknown");
});
