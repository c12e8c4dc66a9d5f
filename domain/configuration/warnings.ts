import type { Problem } from "../errors.ts";
import { certificateQuota, type Home } from "./home.ts";
import type { Platform } from "./home-settings.ts";
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
function deepHostnames(home: Home): Problem[] {
  const { zone } = home.configuration;
  const depth = (name: string): number => name.split(".").length - zone.split(".").length;
  return home.services
    .filter(({ hostname }) => depth(hostname) > 1)
    .map(({ hostname }) => ({
      code: "deep-hostname",
      where: hostname,
      what: `is ${depth(hostname)} labels below ${zone}; Universal SSL covers one`,
      fix: `Choose a name such as ${hostname
        .split(".")
        .join("-")
        .replace(`-${zone.replaceAll(".", "-")}`, "")}.${zone}, or order an Advanced Certificate.`,
    }));
}

function manyCertificates(home: Home): Problem[] {
  return home.held.length <= certificateQuota
    ? []
    : [
        {
          code: "too-many-devices",
          where: "devices",
          what: `need ${home.held.length} certificates; a zone holds ${certificateQuota} active ones by default`,
          fix: "Ask Cloudflare's support for a larger quota of client certificates before you continue.",
        },
      ];
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

/**
 * Systems that can't read a modern bundle (PBES2 with AES), and report the right password as wrong.
 * https://github.com/apple-oss-distributions/Security (p12import.c), https://github.com/home-assistant/android/pull/3924
 */
const systemsWithoutModern: Partial<Record<Platform, string>> = {
  android: "Android up to 13",
  "wear-os": "many watches",
  ios: "iOS up to 17",
  macos: "macOS up to 14",
};

function unreadableBundles(home: Home): Problem[] {
  return home.held
    .filter(({ bundleEncryption, csr }) => bundleEncryption === "modern" && csr === undefined)
    .flatMap(({ logicalName, platform }) => {
      const system = systemsWithoutModern[platform];
      return system === undefined
        ? []
        : [
            {
              code: "unreadable-bundle" as const,
              where: logicalName,
              what: `has bundleEncryption: modern, which ${system} can't read: the right password is reported as wrong`,
              fix: "Remove bundleEncryption from the device: it then gets a bundle that every version can read.",
            },
          ];
    });
}

function oldApps(home: Home): Problem[] {
  const apple = home.held.filter(({ platform }) => platform === "ios").map(({ device }) => device);
  return home.configuration.zoneSettings.minTlsVersion === "1.3" && apple.length > 0
    ? [
        {
          code: "old-app",
          where: "zoneSettings.minTlsVersion",
          what: `is 1.3, with which the iPhone app can't connect before version 2026.8 (${[...new Set(apple)].join(", ")})`,
          fix: 'Update the app on every iPhone and iPad, or write minTlsVersion: "1.2".',
        },
      ]
    : [];
}
