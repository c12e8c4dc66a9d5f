import type { Problem } from "../../domain/errors.ts";
import { isWebhook, type Lane } from "../../domain/configuration/lanes.ts";
import type { Check } from "./check.ts";
import { challenged, isChallenge, isEdgeRefusal, judgeStranger } from "./judge.ts";
import { type Address, type Answer, knock } from "./knock.ts";

/** Whether a lane opens a path. */
export function opens(lane: Lane, path: string): boolean {
  return lane.paths.includes(path) || (lane.prefix !== undefined && path.startsWith(lane.prefix));
}

/**
 * Tests each lane as its callers would, without a certificate, and a path beside it. Triggers nothing at home: it uses safe
 * methods only (https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods), and for webhooks only OPTIONS, because a webhook
 * may act on any other method.
 */
export async function visitLanes(address: Address, lanes: readonly Lane[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const lane of lanes) {
    for (const path of [...lane.paths, ...(lane.prefix === undefined ? [] : [lane.prefix])]) {
      checks.push(await atLane(address, lane, path));
      checks.push(...(await besideLane(address, lanes, path)));
    }
  }
  return checks;
}

async function atLane(address: Address, lane: Lane, path: string): Promise<Check> {
  const where = `${address.hostname}${path}`;
  const untried = (why: string): Check => ({ what: `${where} is a lane`, problem: undefined, note: why });
  if (lane.addresses.length + lane.asn.length > 0) {
    return untried("It is restricted to certain callers, so it was not tested from here.");
  }
  const method = harmlessMethod(lane, path);
  if (method === undefined) {
    return untried(
      `It allows only ${lane.methods.join(", ")}, so it was not tested: a request could trigger it.`,
    );
  }
  const answer = await knock(address, { path, method });
  return {
    what: `${where} is open without a certificate, as its lane says (${answer.status})`,
    problem: judgeLane(where, answer),
  };
}

function harmlessMethod({ methods }: Lane, path: string): string | undefined {
  const harmless = isWebhook(path) ? ["OPTIONS"] : ["OPTIONS", "HEAD", "GET"];
  return harmless.find((method) => methods.length === 0 || methods.includes(method));
}

/** Any answer from behind the gate will do; an answer that every request gets is reported for the devices. */
function judgeLane(where: string, answer: Answer): Problem | undefined {
  if (isChallenge(answer)) {
    return challenged(where, "the callers of its lane, and no service can solve a challenge");
  }
  return isEdgeRefusal(answer)
    ? {
        code: "lane-closed",
        where,
        what: "is blocked by the edge, although a lane opens it",
        fix: "Deploy the lane: npx pulumi up\nOr find the rule or setting that blocks it: npm run drift",
      }
    : undefined;
}

/** A path that has the lane's path as its beginning must stay closed. */
async function besideLane(address: Address, lanes: readonly Lane[], path: string): Promise<Check[]> {
  const neighbour = path.endsWith("/") ? `${path.slice(0, -1)}0/` : `${path}0`;
  if (path === "/" || lanes.some((lane) => opens(lane, neighbour))) {
    return [];
  }
  const where = `${address.hostname}${neighbour}`;
  const problem = judgeStranger(where, await knock(address, { path: neighbour }));
  return [{ what: `${where}, beside the lane, refuses strangers`, problem }];
}
