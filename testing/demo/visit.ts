import type { Answer, EdgeAddress } from "./knock.ts";
import type { World } from "./world.ts";

/** One thing that must be so. */
export interface Claim {
  /** Who knocks, and how. */
  readonly who: string;
  /** What must come of it. */
  readonly expected: string;
  readonly judge: () => Promise<Verdict>;
}

export interface Verdict {
  readonly holds: boolean;
  /** What came of it. */
  readonly result: string;
}

/** An answer, and how many requests Home Assistant saw meanwhile: an answer alone can't prove that nothing got in. */
export interface Observation extends Answer {
  readonly reached: number;
}

/** Knocks, and looks at Home Assistant before and after. */
export async function observe(world: World, knocking: Promise<Answer>): Promise<Observation> {
  const before = world.homeAssistant.requests().length;
  const answer = await knocking;
  return { ...answer, reached: world.homeAssistant.requests().length - before };
}

/** A way to the edge of a world, for a hostname. */
export function doorOf({ simulator }: World, door: Omit<EdgeAddress, "port">): EdgeAddress {
  return { port: Number(new URL(simulator.edge).port), ...door };
}

/** Home Assistant's page came, from Home Assistant. */
export function isAdmitted({ status, text, reached }: Observation): boolean {
  return status === 200 && text.includes("<title>Home Assistant</title>") && reached === 1;
}

/** The WebSocket opened, and Home Assistant's greeting came through it. */
export function isGreeted({ status, text, reached }: Observation): boolean {
  return status === 101 && text.includes('"type":"auth_required"') && reached === 1;
}

/** The edge said no, and Home Assistant heard nothing. */
export const isRefused = ({ status, reached }: Observation): boolean => status === 403 && reached === 0;

/** Whatever was answered, Home Assistant heard nothing. */
export const isElsewhere = ({ text, reached }: Observation): boolean =>
  reached === 0 && !text.includes("<title>Home Assistant</title>");

/** An observation in a few words. */
export function inWords(observation: Observation): string {
  const { status, text, location, reached } = observation;
  const seen = reached > 0 && status !== 200 && status !== 101 ? ", and Home Assistant saw it" : "";
  if (status === 0) return `no answer: ${text}`;
  if (location !== undefined) return `${status} to ${location}${seen}`;
  if (isAdmitted(observation)) return "200 Home Assistant";
  if (isGreeted(observation)) return "101 WebSocket";
  return `${status} ${reached > 0 ? "from Home Assistant" : "from the edge"}${seen}`;
}
