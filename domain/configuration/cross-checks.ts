import { badValue, type Problem } from "../errors.ts";
import { hostname as hostnameText } from "./fields.ts";
import { checkLanes } from "./lane-checks.ts";

type Entry = Readonly<Record<string, unknown>>;

/** Finds mistakes that only several settings together show, even in a configuration that has other mistakes. */
export function checkTogether(raw: Entry): Problem[] {
  const [services, devices] = [entries(raw["services"]), entries(raw["devices"])];
  return [
    ...checkForm(raw),
    ...checkHostnames(raw, services),
    ...checkDeviceNames(devices),
    ...devices.flatMap(checkDevice),
    ...checkServiceDevices(services, devices),
    ...checkHomeAssistant(raw, services),
    ...checkLanes(entries(raw["lanes"]), hostnamesOf(raw, services)),
  ];
}

/** Returns the list's objects, with an empty one in place of anything else, which the schema complains about. */
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

function checkForm({ services, hostname, origin }: Entry): Problem[] {
  if (services !== undefined && (hostname !== undefined || origin !== undefined)) {
    const fix = "Keep one form: hostname and origin for one service, or services for several.";
    return [badValue("services", "can't be combined with hostname or origin", fix)];
  }
  const fix = "Set Home Assistant's public name: npx pulumi config set hostname ha.example.com";
  return services === undefined && hostname === undefined
    ? [{ code: "missing-key", where: "hostname", what: "is missing", fix }]
    : [];
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

/** This machine has no certificate with which it could pass the gate. */
function checkHomeAssistant(raw: Entry, services: readonly Entry[]): Problem[] {
  const url = isEntry(raw["homeAssistant"]) ? raw["homeAssistant"]["url"] : undefined;
  const isPublic =
    typeof url === "string" &&
    URL.canParse(url) &&
    hostnamesOf(raw, services).includes(new URL(url).hostname);
  const what = `"${String(url)}" is a public hostname, where the gate blocks this machine`;
  const fix = "Write Home Assistant's address at home, for example http://homeassistant.local:8123";
  return isPublic ? [badValue("homeAssistant.url", what, fix)] : [];
}

function checkDeviceNames(devices: readonly Entry[]): Problem[] {
  return devices.flatMap(({ name }, index) => {
    const first = devices.findIndex((other) => other["name"] === name);
    const where = `devices[${index}].name`;
    const what = `"${String(name)}" is also the name of devices[${first}]`;
    return typeof name === "string" && first < index
      ? [{ code: "duplicate-device" as const, where, what, fix: "Give every device its own name." }]
      : [];
  });
}

function checkDevice(device: Entry, index: number): Problem[] {
  const where = `devices[${index}]`;
  const generation = typeof device["generation"] === "number" ? device["generation"] : 1;
  const keepsNothing = device["keepPrevious"] === true && generation < 2;
  const hasKeySettings = device["keyAlgorithm"] !== undefined || device["bundleEncryption"] !== undefined;
  const nothing = "has nothing to keep: this is generation 1";
  const combined = "can't be combined with keyAlgorithm or bundleEncryption";
  const remove = "With csr, the key is made on the device: remove them.";
  return [
    ...(keepsNothing ? [badValue(`${where}.keepPrevious`, nothing, "Raise generation by one first.")] : []),
    ...(device["csr"] !== undefined && hasKeySettings ? [badValue(`${where}.csr`, combined, remove)] : []),
  ];
}

function checkServiceDevices(services: readonly Entry[], devices: readonly Entry[]): Problem[] {
  const known = new Set(devices.map((device) => device["name"]));
  return services.flatMap((service, index) => {
    const names: unknown[] = Array.isArray(service["devices"]) ? service["devices"] : [];
    return names.flatMap((name, position) => {
      const where = `services[${index}].devices[${position}]`;
      const what = `${JSON.stringify(name)} is not in the list of devices`;
      const fix = "Add the device to devices, or remove the name here.";
      return known.has(name) ? [] : [{ code: "unknown-device" as const, where, what, fix }];
    });
  });
}
