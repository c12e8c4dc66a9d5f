import type { Problem } from "../errors.ts";
import { certificateQuota, type Home, systemsWithoutModern } from "./home.ts";
import { isOneWebhook, laneSentence } from "./lanes.ts";

/** Warns of what the configuration allows, but the owner should know. */
export function describeWarnings(home: Home): Problem[] {
  return [
    ...deepHostnames(home),
    ...manyCertificates(home),
    ...openLanes(home),
    ...unreadableBundles(home),
    ...oldApps(home),
  ];
}

/** https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/ */
function deepHostnames({ services, configuration: { zone } }: Home): Problem[] {
  const depth = (name: string): number => name.split(".").length - zone.split(".").length;
  const flatten = (name: string): string => `${name.slice(0, -zone.length - 1).replaceAll(".", "-")}.${zone}`;
  return services
    .filter(({ hostname }) => depth(hostname) > 1)
    .map(({ hostname }) => ({
      code: "deep-hostname",
      where: hostname,
      what: `is ${depth(hostname)} labels below ${zone}; Universal SSL covers one`,
      fix: `Choose a name such as ${flatten(hostname)}, or order an Advanced Certificate.`,
    }));
}

function manyCertificates({ held }: Home): Problem[] {
  const what = `need ${held.length} certificates; a zone can have ${certificateQuota} active ones by default`;
  const fix = "Ask Cloudflare's support for a larger quota of client certificates before you continue.";
  return held.length <= certificateQuota ? [] : [{ code: "too-many-devices", where: "devices", what, fix }];
}

/** No lane is narrower than a single webhook by its exact path. */
function openLanes(home: Home): Problem[] {
  return home.lanes
    .filter((lane) => !isOneWebhook(lane))
    .map((lane) => ({
      code: "wide-lane",
      where: "lane",
      what: laneSentence(lane),
      fix: "Remove the lane when it is no longer needed.",
    }));
}

function unreadableBundles({ held }: Home): Problem[] {
  return held
    .filter(({ bundleEncryption, csr }) => bundleEncryption === "modern" && csr === undefined)
    .flatMap(({ logicalName: where, platform }) => {
      const system = systemsWithoutModern[platform];
      const what = `has bundleEncryption: modern, which ${String(system)} can't read: the right password is reported as wrong`;
      const fix =
        "Remove bundleEncryption from the device: it then gets a bundle that every version can read.";
      return system === undefined ? [] : [{ code: "unreadable-bundle" as const, where, what, fix }];
    });
}

function oldApps({ held, configuration: { zoneSettings } }: Home): Problem[] {
  const phones = new Set(held.filter(({ platform }) => platform === "ios").map(({ device }) => device));
  const what = `is 1.3, with which the iPhone app can't connect before version 2026.8 (${[...phones].join(", ")})`;
  const fix = 'Update the app on every iPhone and iPad, or write minTlsVersion: "1.2".';
  return zoneSettings.minTlsVersion === "1.3" && phones.size > 0
    ? [{ code: "old-app", where: "zoneSettings.minTlsVersion", what, fix }]
    : [];
}
