import { daysUntil, expiryProblem } from "../../domain/certificates/certificate-problems.ts";
import type { Lane } from "../../domain/configuration/lanes.ts";
import type { Check } from "./check.ts";
import { judgeUpgrade } from "./judge-upgrade.ts";
import { judgeDevice, judgePlain, judgeStranger, judgeUnlisted } from "./judge.ts";
import { type Address, type Answer, type Identity, knock, knockPlainly } from "./knock.ts";
import { opens, visitLanes } from "./visit-lanes.ts";

/** A hostname and the devices that may enter it. */
export interface Visit {
  readonly address: Address;
  /** Where to try plain HTTP; undefined skips it. */
  readonly plain: Address | undefined;
  readonly lanes: readonly Lane[];
  readonly listed: readonly Identity[];
  readonly unlisted: readonly Identity[];
}

/** Paths of Home Assistant that would answer a stranger. */
const doorsteps = ["/", "/api/", "/auth/providers"];

/** Tries one hostname as a stranger and as every device. @throws Failure when it can't be reached */
export async function visit(plan: Visit): Promise<Check[]> {
  return [
    ...(await asStranger(plan)),
    ...(await visitLanes(plan.address, plan.lanes)),
    ...(await asDevices(plan)),
    ...(await asUnlisted(plan)),
    ...(await overWebSocket(plan)),
    ...(await withoutTls(plan)),
  ];
}

async function asStranger({ address, lanes }: Visit): Promise<Check[]> {
  const checks: Check[] = [];
  for (const path of doorsteps.filter((path) => !lanes.some((lane) => opens(lane, path)))) {
    const where = `${address.hostname}${path}`;
    const problem = judgeStranger(where, await knock(address, { path }));
    checks.push({ what: `${where} refuses strangers`, problem });
  }
  return checks;
}

async function asDevices({ address, listed }: Visit): Promise<Check[]> {
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
  return checks;
}

async function asUnlisted({ address, unlisted }: Visit): Promise<Check[]> {
  const where = address.hostname;
  const checks: Check[] = [];
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
  const page = await knock(address, { path: "/", identity });
  const upgraded = await knock(address, { path: "/api/websocket", identity, upgrade: true });
  const problem = judgeUpgrade(where, upgraded, {
    status: page.status,
    problem: judgeDevice(address.hostname, identity.name, page),
  });
  const check = { what: `${where} opens a WebSocket for ${identity.name}`, problem };
  return problem === undefined ? [check, ...overHttp3(address.hostname, page)] : [check];
}

/**
 * These checks don't use HTTP/3, which may be the reason when something works here but not in a browser.
 * https://developers.cloudflare.com/speed/optimization/protocol/http3/
 */
function overHttp3(hostname: string, { headers }: Answer): Check[] {
  return /\bh3=/.test(headers["alt-svc"] ?? "")
    ? [
        {
          what: `${hostname} also offers HTTP/3, which was not tested`,
          problem: undefined,
          note: "If a browser does not ask for a certificate, or shows the page and then can't connect, try it without HTTP/3:\nnpx pulumi config set --path zoneSettings.http3 off && npx pulumi up",
        },
      ]
    : [];
}

async function withoutTls({ plain }: Visit): Promise<Check[]> {
  if (plain === undefined) {
    return [];
  }
  const where = `http://${plain.hostname}`;
  const problem = judgePlain(where, await knockPlainly(plain, "/"));
  return [{ what: `${where} redirects to https or is refused`, problem }];
}
