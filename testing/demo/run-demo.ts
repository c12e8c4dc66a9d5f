import { once } from "node:events";
import type { BringUp, DemoHome } from "./bring-up.ts";
import { claimsAbout } from "./claims.ts";
import { claimsAtHome } from "./claims-at-home.ts";
import { explainHowToTry } from "./how-to-try.ts";
import type { Screen } from "./screen.ts";
import type { Claim } from "./visit.ts";
import { openWorld, type World } from "./world.ts";

/** How to run the demo. */
export interface DemoOptions {
  readonly bringUp: BringUp;
  readonly screen: Screen;
  /** Keeps everything running until the signal. */
  readonly keep: boolean;
  /** Ends the demo, early or after `keep`. */
  readonly stopped: AbortSignal;
}

/** The demo was stopped before its end. */
export class Interruption extends Error {}

/**
 * Runs the whole demo, cleans up, and returns the number of claims that don't hold.
 * @throws Interruption when stopped early
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { screen, stopped } = options;
  screen.line(screen.bold("Home Assistant behind mutual TLS: the real stack on a simulated Cloudflare"));
  screen.line();
  screen.work("starting");
  const world = await openWorld();
  try {
    const interrupted = untilAborted(stopped).then((): never => {
      throw new Interruption();
    });
    const { home, failed } = await Promise.race([play(options, world), interrupted]);
    if (options.keep) {
      for (const line of explainHowToTry(home, world)) screen.line(line);
      await untilAborted(stopped);
    }
    return failed;
  } finally {
    screen.rest();
    await world.close();
  }
}

interface Played {
  readonly home: DemoHome;
  readonly failed: number;
}

async function play({ bringUp, screen }: DemoOptions, world: World): Promise<Played> {
  screen.step("a simulated Cloudflare (API and edge) and a stand-in for Home Assistant are running");
  screen.work("running index.ts, as pulumi up does");
  const home = await bringUp(world, (step) => {
    screen.step(step);
    screen.work("running index.ts");
  });
  screen.step(`up, after ${world.simulator.requests().length} requests to the API`);
  screen.line();
  const failed = await judge(
    [
      { head: ["at home", "must be", "is"], claims: claimsAtHome(home, world) },
      { head: ["client", "must get", "gets"], claims: await claimsAbout(home, world) },
    ],
    screen,
  );
  screen.line();
  conclude(screen, failed);
  return { home, failed };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** A table of claims. */
interface Section {
  /** The columns' names. */
  readonly head: readonly [who: string, expected: string, result: string];
  readonly claims: readonly Claim[];
}

/** Judges the claims one after the other, printing a row for each, and returns how many don't hold. */
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
    screen.line(screen.bad(`${claims} not hold. The home is not as locked as it must be.`));
    return;
  }
  screen.line(
    `${screen.good("Locked.")} Only the listed devices reach Home Assistant. ${screen.seconds()} s.`,
  );
  screen.line();
  screen.line('For your own home, on your own domain (README, "Five-minute set-up"):');
  screen.line("  npx pulumi stack init prod      then enter your domain and devices in Pulumi.prod.yaml");
  screen.line("  npx pulumi up");
}
