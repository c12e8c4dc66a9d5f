import { plainLines } from "../../domain/plain-text.ts";
import type { AdoptionPlan } from "./plan.ts";

/** The plan as text for its owner. */
export function describePlan(stack: string, plan: AdoptionPlan): string {
  const sections = [
    section(
      `The state of stack ${stack} takes over:`,
      plan.take.map(({ what, consent }) =>
        consent === undefined ? what : `${what}\n  only with --take ${consent.word}: ${consent.consequence}`,
      ),
    ),
    section(
      "It lets go of (at Cloudflare nothing is deleted):",
      plan.letGo.map(({ what, why }) => `${what}: ${why}`),
    ),
    section(
      "It forgets what a killed run left unfinished:",
      plan.unfinished.map((urn) => urn.split("::").at(-1) ?? urn),
    ),
    section(
      "Left as it is:",
      plan.leave.map(({ what, why }) => `${what}:\n  ${why}`),
    ),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : [title, ...items.map((item) => `  ${plainLines(item).replaceAll("\n", "\n  ")}`)].join("\n");
}
