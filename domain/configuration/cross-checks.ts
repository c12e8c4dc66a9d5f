import type { Problem } from "../errors.ts";
import { hostname as hostnameText } from "./fields.ts";
import { checkLanes } from "./lane-checks.ts";

type Entry = Readonly<Record<string, unknown>>;

/** What only several settings together can show. Works on a configuration that has other mistakes, too. */
export function checkTogether(raw: Entry): Problem[] {
  const services = entries(raw["services"]);
  return [
    ...checkForm(raw),
    ...checkHostnames(raw, services),
    ...checkDeviceNames(entries(raw["devices"])),
    ...checkDevices(entries(raw["devices"])),
    ...checkServiceDevices(services, entries(raw["devices"])),
    ...checkHomeAssistant(raw, services),
    ...checkLanes(entries(raw["lanes"]), hostnamesOf(raw, services)),
  ];
}

/** The list's objects; anything else there is the schema's to complain about. */
function entries(value: unknown): Entry[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isEntry(item) ? item : {})) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hostnamesOf(raw: Entry, services: readonly Entry[]): string[] {
  return [raw, ...services]
    .map((entry) => entry["hostname"])
    .filter((name) => typeof name === "string")
    .map((name) => name.toLowerCase());
}

function checkForm(raw: Entry): Problem[] {
  const both =
    raw["services"] !== undefined && (raw["hostname"] !== undefined || raw["origin"] !== undefined);
  if (both) {
    return [
      {
        code: "bad-value",
        where: "services",
        what: "can't be combined with hostname or origin",
        fix: "Keep one form: hostname and origin for one service, or services for several.",
      },
    ];
  }
  const none = raw["services"] === undefined && raw["hostname"] === undefined;
  const fix = "Name Home Assistant's public name: npx pulumi config set hostname ha.example.com";
  return none ? [{ code: "missing-key", where: "hostname", what: "is missing", fix }] : [];
}

function checkHostnames(raw: Entry, services: readonly Entry[]): Problem[] {
  const named = [
    { where: "hostname", name: raw["hostname"] },
    ...services.map((service, index) => ({
      where: `services[${index}].hostname`,
      name: service["hostname"],
    })),
  ].flatMap(({ where, name }) => (typeof name === "string" ? [{ where, name: name.toLowerCase() }] : []));
  return named.flatMap(({ where, name }, index) => [
    ...outsideZone(where, name, raw["zone"]),
    ...(named.findIndex((other) => other.name === name) < index ? [duplicateHostname(where, name)] : []),
  ]);
}

function outsideZone(where: string, name: string, zone: unknown): Problem[] {
  const comparable = [zone, name].every((text) => hostnameText.safeParse(text).success);
  if (typeof zone !== "string" || !comparable || `.${name}`.endsWith(`.${zone.toLowerCase()}`)) {
    return [];
  }
  const fix = `Write a name that ends with .${zone}, or correct zone.`;
  return [{ code: "hostname-outside-zone", where, what: `"${name}" is not part of the zone ${zone}`, fix }];
}

function duplicateHostname(where: string, name: string): Problem {
  const fix = "Give every service its own hostname.";
  return { code: "duplicate-hostname", where, what: `"${name}" is the hostname of another service`, fix };
}

/** The gate stands before the public name, and this machine has no certificate to pass it. */
function checkHomeAssistant(raw: Entry, services: readonly Entry[]): Problem[] {
  const url = isEntry(raw["homeAssistant"]) ? raw["homeAssistant"]["url"] : undefined;
  const isPublic =
    typeof url === "string" &&
    URL.canParse(url) &&
    hostnamesOf(raw, services).includes(new URL(url).hostname);
  const what = `"${String(url)}" is the public name, which the gate keeps this machine out of`;
  const fix =
    "Write the address that Home Assistant has at home, for example http://homeassistant.local:8123";
  return isPublic ? [{ code: "bad-value", where: "homeAssistant.url", what, fix }] : [];
}

function checkDeviceNames(devices: readonly Entry[]): Problem[] {
  return devices.flatMap(({ name }, index) => {
    const first = devices.findIndex((other) => other["name"] === name);
    return typeof name === "string" && first < index
      ? [
          {
            code: "duplicate-device" as const,
            where: `devices[${index}].name`,
            what: `"${name}" is also the name of devices[${first}]`,
            fix: "Give every device its own name.",
          },
        ]
      : [];
  });
}

function checkDevices(devices: readonly Entry[]): Problem[] {
  return devices.flatMap((device, index) => {
    const problem = (where: string, what: string, fix: string): Problem => ({
      code: "bad-value",
      where: `devices[${index}].${where}`,
      what,
      fix,
    });
    const generation = typeof device["generation"] === "number" ? device["generation"] : 1;
    return [
      ...(device["keepPrevious"] === true && generation < 2
        ? [
            problem(
              "keepPrevious",
              "has nothing to keep: this is generation 1",
              "Raise generation by one first.",
            ),
          ]
        : []),
      ...(device["csr"] !== undefined &&
      (device["keyAlgorithm"] !== undefined || device["bundleEncryption"] !== undefined)
        ? [
            problem(
              "csr",
              "can't be combined with keyAlgorithm or bundleEncryption",
              "With a csr the key is made on the device: take them out.",
            ),
          ]
        : []),
    ];
  });
}

function checkServiceDevices(services: readonly Entry[], devices: readonly Entry[]): Problem[] {
  const known = new Set(devices.map((device) => device["name"]));
  return services.flatMap((service, index) => {
    const names: unknown[] = Array.isArray(service["devices"]) ? service["devices"] : [];
    return names.flatMap((name, position) =>
      known.has(name)
        ? []
        : [
            {
              code: "unknown-device" as const,
              where: `services[${index}].devices[${position}]`,
              what: `${JSON.stringify(name)} is not in the list of devices`,
              fix: "Add the device to devices, or take the name out here.",
            },
          ],
    );
  });
}
