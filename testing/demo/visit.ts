import type { KnockResult } from "./knock.ts";
import type { World } from "./world.ts";

/** A statement that must hold. */
export interface Claim {
  /** The client, or the part of the home. */
  readonly who: string;
  /** The result that it must have. */
  readonly expected: string;
  readonly judge: () => Promise<ClaimVerdict>;
}

/** Whether a claim holds. */
export interface ClaimVerdict {
  readonly holds: boolean;
  /** The result that it had. */
  readonly result: string;
}

/** A response, and the number of requests that reached Home Assistant: a response can't prove that nothing got in. */
export interface Observation extends KnockResult {
  readonly reached: number;
}

/** Sends a request, and counts the requests that reach Home Assistant meanwhile. */
export async function observe(world: World, send: () => Promise<KnockResult>): Promise<Observation> {
  const before = world.homeAssistant.requests().length;
  const result = await send();
  return { ...result, reached: world.homeAssistant.requests().length - before };
}

/** Whether Home Assistant's page came, and from Home Assistant. */
export function isAdmitted({ status, text, reached }: Observation): boolean {
  return status === 200 && text.includes("<title>Home Assistant</title>") && reached === 1;
}

/** Whether the WebSocket opened, and Home Assistant's greeting came through it. */
export function isGreeted({ status, text, reached }: Observation): boolean {
  return status === 101 && text.includes('"type":"auth_required"') && reached === 1;
}

/** Whether the edge refused, and nothing reached Home Assistant. */
export const isRefused = ({ status, reached }: Observation): boolean => status === 403 && reached === 0;

/** Whether nothing reached Home Assistant, whatever the response was. */
export const isElsewhere = ({ text, reached }: Observation): boolean =>
  reached === 0 && !text.includes("<title>Home Assistant</title>");

/** Summarises an observation. */
export function inWords(observation: Observation): string {
  const { status, text, location, reached } = observation;
  const seen = reached > 0 && status !== 200 && status !== 101 ? ", and Home Assistant saw it" : "";
  if (status === 0) return `no answer: ${text}`;
  if (location !== undefined) return `${status} to ${location}${seen}`;
  if (isAdmitted(observation)) return "200 Home Assistant";
  if (isGreeted(observation)) return "101 WebSocket";
  return `${status} ${reached > 0 ? "from Home Assistant" : "from the edge"}${seen}`;
}
