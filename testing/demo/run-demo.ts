import { once } from "node:events";
import type { BringUp, House } from "./bring-up.ts";
import { claimsAbout } from "./claims.ts";
import { claimsAtHome } from "./claims-at-home.ts";
import { explainHowToTry } from "./how-to-try.ts";
import type { Screen } from "./screen.ts";
import type { Claim } from "./visit.ts";
import { openWorld, type World } from "./world.ts";

export interface DemoOptions {
  readonly bringUp: BringUp;
  readonly screen: Screen;
  /** Leaves everything running until the signal. */
  readonly keep: boolean;
  /** Ends the demo early, and ends a demo that is kept. */
  readonly stopped: AbortSignal;
}

/** The demo was told to stop before its end. */
export class Interruption extends Error {}

/**
 * Plays the whole demo, and gives how many claims do not hold. Whatever it made is gone when it ends.
 * @throws Interruption
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { screen, stopped } = options;
  screen.line(screen.bold("Home Assistant behind mutual TLS: the real stack, on a Cloudflare of its own"));
  screen.line();
  screen.work("starting");
  const world = await openWorld();
  try {
    const interrupted = untilAborted(stopped).then((): never => {
      throw new Interruption();
    });
    const { house, failed } = await Promise.race([play(options, world), interrupted]);
    if (options.keep) {
      for (const line of explainHowToTry(house, world)) screen.line(line);
      await untilAborted(stopped);
    }
    return failed;
  } finally {
    screen.rest();
    await world.close();
  }
}

interface Played {
  readonly house: House;
  readonly failed: number;
}

async function play({ bringUp, screen }: DemoOptions, world: World): Promise<Played> {
  screen.step("a simulated Cloudflare (API and edge), and a stand-in for Home Assistant");
  screen.work("running index.ts, as pulumi up would");
  const house = await bringUp(world, (step) => {
    screen.step(step);
    screen.work("running index.ts");
  });
  screen.step(`up, with ${world.simulator.requests().length} requests to the API`);
  screen.line();
  const failed = await judge(
    [
      { head: ["at home", "must be", "is"], claims: claimsAtHome(house, world) },
      { head: ["who knocks", "must get", "gets"], claims: await claimsAbout(house, world) },
    ],
    screen,
  );
  screen.line();
  conclude(screen, failed);
  return { house, failed };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Claims of one kind. */
interface Section {
  /** Names of the columns. */
  readonly head: readonly [who: string, expected: string, result: string];
  readonly claims: readonly Claim[];
}

/** Judges one after the other, and prints a row for each. */
async function judge(sections: readonly Section[], screen: Screen): Promise<number> {
  const all = sections.flatMap(({ claims }) => claims);
  const widthOf = (column: "who" | "expected"): number =>
    Math.max(...all.map((claim) => claim[column].length));
  const row = (who: string, expected: string): string =>
    `${who.padEnd(widthOf("who"))}  ${expected.padEnd(widthOf("expected"))}`;
  let failed = 0;
  for (const [index, { head, claims }] of sections.entries()) {
    if (index > 0) screen.line();
    screen.line(`      ${screen.dim(`${row(head[0], head[1])}  ${head[2]}`)}`);
    for (const { who, expected, judge: judgeClaim } of claims) {
      screen.work(who);
      const { holds, result } = await judgeClaim();
      const mark = holds ? screen.good("ok  ") : screen.bad("FAIL");
      screen.line(`${mark}  ${row(who, expected)}  ${holds ? result : screen.bad(result)}`);
      if (!holds) failed += 1;
    }
  }
  return failed;
}

function conclude(screen: Screen, failed: number): void {
  if (failed > 0) {
    const claims = failed === 1 ? "One claim does" : `${failed} claims do`;
    screen.line(screen.bad(`${claims} not hold. The house is not as locked as it must be.`));
    return;
  }
  screen.line(
    `${screen.good("Locked.")} Only the listed devices reach Home Assistant. ${screen.seconds()} s.`,
  );
  screen.line();
  screen.line('Your own house, on your own domain (README, "Five-minute set-up"):');
  screen.line("  npx pulumi stack init prod      then write your domain and devices into Pulumi.prod.yaml");
  screen.line("  npx pulumi up");
}
