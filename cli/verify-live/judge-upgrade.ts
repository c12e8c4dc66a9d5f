import type { Problem } from "../../domain/errors.ts";
import { unexpected } from "./judge.ts";
import type { Answer } from "./knock.ts";

/** The answer to an ordinary request of the same device. */
interface OrdinaryRequest {
  readonly status: number;
  readonly problem: Problem | undefined;
}

/** Judges the answer to a WebSocket upgrade. An answer that every request of the device gets is not the upgrade's fault. */
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
    ? unexpected(where, `${what}: the Upgrade header was lost on the way`, lost)
    : unexpected(where, what, notPassedOn);
}

/** https://github.com/cloudflare/cloudflared/issues/1652 */
const lost =
  "cloudflared can lose it over QUIC: start it with --protocol http2 (the add-on's option run_parameters: --protocol=http2).\n" +
  "The zone's WebSockets setting must also be on: npm run doctor";

const notPassedOn =
  "The zone's WebSockets setting must be on, and a proxy in front of Home Assistant must pass upgrades on: npm run doctor";
