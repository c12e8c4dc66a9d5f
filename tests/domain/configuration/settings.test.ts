import { type Row, testRefusals } from "./mistakes.ts";

const device = (settings: object) => ({ devices: [{ name: "a", ...settings }] });
const lane = (settings: object) => ({
  lanes: [{ reason: "the doorbell calls", paths: ["/a"], ...settings }],
});

const rows: readonly Row[] = [
  ["an unknown key", { colour: "red" }, "colour [unknown-key] Pulumi.yaml"],
  ["no zone", { zone: "" }, "zone [missing-key] npx pulumi config set zone"],
  [
    "Home Assistant without its address",
    { homeAssistant: { externalUrl: "leave" } },
    "homeAssistant.url [missing-key] npx pulumi config set --path homeAssistant.url",
  ],
  [
    "an empty list of proxies",
    { homeAssistant: { url: "http://ha:8123", trustedProxies: [] } },
    "homeAssistant.trustedProxies [bad-value] at least one",
  ],
  ["a validity of 0 days", { validityDays: 0 }, "validityDays [bad-value] from 1 to 3650"],
  ["a validity of 3651 days", { validityDays: 3651 }, "validityDays [bad-value] from 1 to 3650"],
  ["a validity of half a day", { validityDays: 0.5 }, "validityDays [bad-value] from 1 to 3650"],
  ["a validity in words", { validityDays: "ten" }, "validityDays [bad-value] from 1 to 3650"],
  ["an unknown algorithm", { keyAlgorithm: "rsa" }, 'keyAlgorithm [bad-value] "rsa-2048", "ecdsa-p256"'],
  [
    "an unknown encryption",
    { bundleEncryption: "aes" },
    'bundleEncryption [bad-value] "compatible", "modern"',
  ],
  ["an empty folder", { bundleDirectory: " " }, "bundleDirectory [bad-value] bundles/prod"],
  ["a folder on two lines", { bundleDirectory: "a\nb" }, "bundleDirectory [bad-value] bundles/prod"],
  ["an unknown plan", { plan: "gold" }, 'plan [bad-value] "free", "pro", "business", "enterprise"'],
  ["an unknown position", { gatePosition: "top" }, 'gatePosition [bad-value] "last", "first"'],
  ["an invalid zone id", { zoneId: "abc" }, "zoneId [bad-value] 32 hexadecimal digits"],
  ["an invalid account id", { accountId: "x" }, "accountId [bad-value] 32 hexadecimal digits"],
  ["an unknown zone setting", { zoneSettings: { https: "on" } }, "zoneSettings.https [unknown-key] spelling"],
  [
    "a weak SSL mode",
    { zoneSettings: { ssl: "flexible" } },
    'zoneSettings.ssl [bad-value] "strict", "leave"',
  ],
  [
    "a TLS version as a number",
    { zoneSettings: { minTlsVersion: 1.2 } },
    'zoneSettings.minTlsVersion [bad-value] "1.2", "1.3"',
  ],
  ["turning HTTP/3 on", { zoneSettings: { http3: "on" } }, 'zoneSettings.http3 [bad-value] "off", "leave"'],
  ["zone settings as text", { zoneSettings: "strict" }, "zoneSettings [bad-value] a group of settings"],
  ["skip rules as text", { allowSkipRules: "abc" }, "allowSkipRules [bad-value] a list"],
  ["devices as text", { devices: "anna" }, "devices [bad-value] a list"],
  ["a device as text", { devices: ["anna"] }, "devices[0] [bad-value] a group of settings"],
  ["a device without a name", { devices: [{}] }, "devices[0].name [missing-key] Add it"],
  ["a misspelt key", device({ platfrom: "ios" }), "devices[0].platfrom [unknown-key] spelling"],
  ["an unknown platform", device({ platform: "nokia" }), 'devices[0].platform [bad-value] "android", "ios"'],
  [
    "a device's validity of 9999 days",
    device({ validityDays: 9999 }),
    "devices[0].validityDays [bad-value] 3650",
  ],
  ["generation 0", device({ generation: 0 }), "devices[0].generation [bad-value] Write 1, 2, 3"],
  ["half a generation", device({ generation: 1.5 }), "devices[0].generation [bad-value] Write 1, 2, 3"],
  ["yes in place of true", device({ revoked: "yes" }), "devices[0].revoked [bad-value] true or false"],
  ["an unknown key of a lane", lane({ alexa: true }), "lanes[0].alexa [unknown-key] preset: alexa"],
  ["a preset as a map", lane({ preset: { webhook: "a" } }), "lanes[0].preset [bad-value] key webhook: <id>"],
  ["the autonomous system 0", lane({ asn: [0] }), "lanes[0].asn[0] [bad-value] from 1 to 4294967295"],
  [
    "an autonomous system with letters",
    lane({ asn: ["AS64496"] }),
    "lanes[0].asn[0] [bad-value] without letters",
  ],
  ["a method in lower case", lane({ methods: ["get"] }), 'lanes[0].methods[0] [bad-value] "GET"'],
  ["no reason", { lanes: [{ paths: ["/a"] }] }, "lanes[0].reason [missing-key] Add it"],
  ["an empty reason", lane({ reason: "" }), "lanes[0].reason [bad-value] who calls and why"],
];

testRefusals(rows);
