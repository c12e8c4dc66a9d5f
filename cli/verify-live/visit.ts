import { daysUntil, expiryProblem } from "../../domain/certificates/certificate-problems.ts";
import type { Problem } from "../../domain/errors.ts";
import type { Lane } from "../../domain/configuration/lanes.ts";
import { judgeDevice, judgePlain, judgeStranger, judgeUnlisted, judgeUpgrade } from "./judge.ts";
import { type Address, type Identity, knock, knockPlainly } from "./knock.ts";

/** A hostname and who may enter it. */
export interface Visit {
  readonly address: Address;
  /** Where plain HTTP is reached; undefined leaves it out. */
  readonly plain: Address | undefined;
  readonly lanes: readonly Lane[];
  readonly listed: readonly Identity[];
  readonly unlisted: readonly Identity[];
}

/** One check: what was tried, and what is wrong if anything is. */
export interface Check {
  readonly what: string;
  readonly problem: Problem | undefined;
}

/** Places of Home Assistant that would answer a stranger. */
const doorsteps = ["/", "/api/", "/auth/providers"];

/** Knocks at one hostname as a stranger and as every device. @throws Failure when it can't be reached */
export async function visit(plan: Visit): Promise<Check[]> {
  return [
    ...(await asStranger(plan)),
    ...(await asDevices(plan)),
    ...(await overWebSocket(plan)),
    ...(await withoutTls(plan)),
  ];
}

async function asStranger({ address, lanes }: Visit): Promise<Check[]> {
  const checks: Check[] = [];
  for (const path of doorsteps.filter((path) => !lanes.some((lane) => opens(lane, path)))) {
    const where = `${address.hostname}${path}`;
    const problem = judgeStranger(where, await knock(address, { path }));
    checks.push({ what: `${where} refuses who has no certificate`, problem });
  }
  return checks;
}

/** A lane is open on purpose. */
function opens(lane: Lane, path: string): boolean {
  return lane.paths.includes(path) || (lane.prefix !== undefined && path.startsWith(lane.prefix));
}

async function asDevices({ address, listed, unlisted }: Visit): Promise<Check[]> {
  const where = address.hostname;
  const checks: Check[] = [];
  for (const identity of listed) {
    const answer = await knock(address, { path: "/", identity });
    const problem = judgeDevice(where, identity.name, answer);
    checks.push({ what: `${where} lets ${identity.name} in (${answer.status})`, problem });
    if (answer.expiresOn !== undefined) {
      const until = answer.expiresOn.toISOString().slice(0, 10);
      checks.push({
        what: `${identity.name} has a certificate until ${until}`,
        problem: expiryProblem(identity, daysUntil(answer.expiresOn, new Date())),
      });
    }
  }
  for (const identity of unlisted) {
    const problem = judgeUnlisted(where, identity.name, await knock(address, { path: "/", identity }));
    checks.push({ what: `${where} refuses ${identity.name}, which is not among its devices`, problem });
  }
  return checks;
}

async function overWebSocket({ address, listed: [identity] }: Visit): Promise<Check[]> {
  if (identity === undefined) {
    return [];
  }
  const where = `${address.hostname}/api/websocket`;
  const problem = judgeUpgrade(
    where,
    await knock(address, { path: "/api/websocket", identity, upgrade: true }),
  );
  return [{ what: `${where} opens a WebSocket for ${identity.name}`, problem }];
}

async function withoutTls({ plain }: Visit): Promise<Check[]> {
  if (plain === undefined) {
    return [];
  }
  const where = `http://${plain.hostname}`;
  const problem = judgePlain(where, await knockPlainly(plain, "/"));
  return [{ what: `${where} leads to https, or nowhere`, problem }];
}
