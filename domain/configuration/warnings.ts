import type { Problem } from "../errors.ts";
import { certificateQuota, type Home } from "./home.ts";
import { isOneWebhook, laneSentence } from "./lanes.ts";

/** What the owner should know, though the run may go on. */
export function describeWarnings(home: Home): Problem[] {
  return [...deepHostnames(home), ...manyCertificates(home), ...openLanes(home)];
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
          fix: "Ask Cloudflare's support for a larger quota of client certificates before you go on.",
        },
      ];
}

/** One webhook by its exact path is as narrow as a lane can be. */
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
