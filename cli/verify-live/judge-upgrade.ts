import type { Problem } from "../../domain/errors.ts";
import type { Answer } from "./knock.ts";

/** What the same device got for an ordinary request. */
interface OrdinaryRequest {
  readonly status: number;
  readonly problem: Problem | undefined;
}

/** Home Assistant's page and apps speak over a WebSocket. What every request of the device gets is not its fault. */
export function judgeUpgrade(where: string, answer: Answer, ordinary: OrdinaryRequest): Problem | undefined {
  const { status, body } = answer;
  if (status === 101) {
    return undefined;
  }
  if (ordinary.problem !== undefined && ordinary.status === status) {
    return ordinary.problem;
  }
  const what = `answered ${status} to a WebSocket; it must answer 101`;
  return /No WebSocket UPGRADE hdr/i.test(body)
    ? { code: "unexpected-answer", where, what: `${what}: the header Upgrade got lost on the way`, fix: lost }
    : { code: "unexpected-answer", where, what, fix: notPassedOn };
}

/** https://github.com/cloudflare/cloudflared/issues/1652 */
const lost =
  "cloudflared can lose it over QUIC: start it with --protocol http2 (the add-on's option run_parameters: --protocol=http2).\n" +
  "The zone's setting WebSockets must be on, too: npm run doctor";

const notPassedOn =
  "The zone's setting WebSockets must be on, and what stands before Home Assistant at home must pass upgrades on: npm run doctor";
