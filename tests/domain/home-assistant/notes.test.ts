import type { HomeAssistantFacts } from "../../../domain/home-assistant/facts.ts";
import { describeNotes } from "../../../domain/home-assistant/notes.ts";

const supervisor = { apps: [], repositories: [] };
const old: HomeAssistantFacts = { version: "2026.7.1", externalUrl: null, http: undefined, supervisor };
const http = { stable: {}, pending: undefined, error: undefined, active: "stable" };
const wanted = { trustedProxies: undefined, origin: "http://homeassistant:8123" };

test("with apps and changeable HTTP settings, nothing is left for the owner to do", () => {
  expect(describeNotes({ ...old, http }, wanted)).toEqual([]);
});

test("without a Supervisor, the connector has to run next to Home Assistant", () => {
  const [note] = describeNotes({ ...old, http, supervisor: undefined }, wanted);
  expect(note).toMatchObject({ code: "no-supervisor", fix: expect.stringContaining("-- show") as string });
});

test("a connector in an unknown place can't be trusted", () => {
  const origin = "http://192.168.1.20:8123";
  const notes = describeNotes({ ...old, http, supervisor: undefined }, { ...wanted, origin });
  expect(notes.map(({ code }) => code)).toEqual(["no-supervisor", "untrusted-proxy"]);
  expect(notes[1]?.fix).toContain("trustedProxies: [192.168.1.5]");
});

test.each([
  ["missing, as its log says", { isOn: false, refused: [] }, "the lines below are missing"],
  [
    "missing for the connector, which it has refused",
    { isOn: true, refused: ["127.0.0.1", "172.30.33.5"] },
    "it has refused the connector at 172.30.33.5",
  ],
  ["present for some proxy", { isOn: true, refused: ["127.0.0.1"] }, "which proxies are trusted is unknown"],
  ["unknown", { isOn: undefined, refused: [] }, "whether it has the lines below is unknown"],
])("up to 2026.7 the lines for configuration.yaml are given with what is known about them: %s", (...row) => {
  const [, forwarding, said] = row;
  const [note] = describeNotes({ ...old, forwarding }, wanted);
  expect(note?.what).toContain(said);
  expect(note?.fix).toContain("    - 172.30.33.0/24");
});
