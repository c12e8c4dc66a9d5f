import { Failure } from "../../domain/failure.ts";
import { setTimeout } from "node:timers/promises";
import type { CommandFaultKind } from "cloudflare-simulator/home-assistant/faults.ts";
import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { type FoundHomeAssistant, planReturn, recordFound } from "../../domain/home-assistant/found.ts";
import { planHomeAssistant } from "../../domain/home-assistant/plan.ts";
import type { Step } from "../../domain/home-assistant/steps.ts";
import { carryOut } from "../../home-assistant/carry-out.ts";

import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readFacts } from "../../home-assistant/read-facts.ts";
import { tokenOf } from "../domain/home-assistant/tunnel-token.ts";

jest.setTimeout(120_000);

const wanted = {
  externalUrl: "https://ha.example.com",
  trustedProxies: undefined,
  origin: "http://homeassistant:8123",
  tunnelId: "ours",
  token: tokenOf("ours"),
  takeOverApp: true,
};
const given = { externalUrls: [wanted.externalUrl], proxies: ["172.30.33.0/24"], tunnels: ["ours"] };
const patience = { startMs: 2000, restartMs: 2000, pauseMs: 5 };
const repository = "https://github.com/brenner-tobias/ha-addons";

/** A client whose process can be killed: from then on it gets no answer, and asks nothing more. */
class Mortal extends HomeAssistant {
  private killed = false;

  kill(): void {
    this.killed = true;
    this.close();
  }

  override async ask<T>(...question: Parameters<typeof HomeAssistant.prototype.ask<T>>): Promise<T> {
    try {
      return this.killed ? await never() : await super.ask(...question);
    } finally {
      if (this.killed) await never();
    }
  }
}

const never = (): Promise<never> => new Promise(() => undefined);

/** A household with things of its own: another proxy, an external address, an app that runs another tunnel. */
class Household {
  readonly supervisor: Supervisor;
  readonly standIn: StandIn;

  private constructor(standIn: StandIn, supervisor: Supervisor) {
    this.standIn = standIn;
    this.supervisor = supervisor;
    this.client = this.connect();
  }

  static async open(hasApp: boolean): Promise<Household> {
    const supervisor = new Supervisor();
    if (hasApp) supervisor.install(repository, { tunnel_token: tokenOf("theirs") }).start();
    const proxies = hasApp ? { useXForwardedFor: true, trustedProxies: ["10.0.0.1"] } : {};
    const standIn = await startHomeAssistant({ supervisor, restartMs: 20, startMs: 5, ...proxies });
    if (hasApp) standIn.core.externalUrl = "https://old.example.com";
    return new Household(standIn, supervisor);
  }

  everything(): object {
    const apps = [...this.supervisor.apps.values()].map((app) => app.describe());
    const { externalUrl, http } = this.standIn.core;
    const repositories = [...this.supervisor.repositories];
    return structuredClone({ externalUrl, stable: http?.stable, pending: http?.pending, apps, repositories });
  }

  /** The one that works at the moment. */
  client: Mortal;

  connect(): Mortal {
    return new Mortal({ url: this.standIn.url, tokens: ["token"] });
  }

  /** Plans and takes all steps, as a process of its own would. */
  async work(plan: (facts: Awaited<ReturnType<typeof readFacts>>) => readonly Step[]): Promise<void> {
    this.client = this.connect();
    try {
      await carryOut(this.client, { plan, patience, tell: () => undefined });
    } finally {
      this.client.close();
    }
  }

  async found(): Promise<FoundHomeAssistant> {
    const home = this.connect();
    const record = recordFound(await readFacts(home), undefined, given);
    home.close();
    return record;
  }

  setUp = () => this.work((facts) => planHomeAssistant(facts, wanted).steps);
  putBack = (found: FoundHomeAssistant) => this.work((facts) => planReturn(facts, found));
}

const kinds: readonly CommandFaultKind[] = [
  "refused",
  "cut before",
  "cut after",
  "hang before",
  "hang after",
];

/** The places with a kind of failure each, all kinds in turn. */
const inTurn = (places: readonly number[]): (readonly [number, CommandFaultKind])[] =>
  places.map((place, index) => [place, kinds[index % kinds.length] ?? "refused"]);

describe.each([
  ["a fresh installation", false],
  ["one that somebody uses already", true],
])("%s: whichever command fails,", (_title, hasApp) => {
  let household: Household;
  beforeEach(async () => {
    household = await Household.open(hasApp);
  });
  afterEach(() => household.standIn.close());

  /** Disturbs the nth command of some work; one that hangs is given up, as by a kill. */
  async function disturb(nth: number, kind: CommandFaultKind, work: () => Promise<void>): Promise<void> {
    const { commands } = household.standIn;
    commands.set(nth, kind);
    const working = work().then(
      () => "done",
      (error: unknown) => error,
    );
    let isOver = false;
    const killed = async (): Promise<string> => {
      while (!commands.isSpent && !isOver) await setTimeout(1);
      if (isOver) return "done";
      household.client.kill();
      // What was under way at Home Assistant comes to its end.
      await setTimeout(kind === "hang after" ? 40 : 1);
      return "killed";
    };
    const ended = await (kind.startsWith("hang") ? Promise.race([working, killed()]) : working);
    isOver = true;
    if (ended !== "done" && ended !== "killed") expect(ended).toBeInstanceOf(Failure);
    expect(commands.isSpent).toBe(true);
  }

  test("repeating the run finishes the set-up or its removal, and nothing is lost", async () => {
    const before = household.everything();
    const found = await household.found();
    const there = await placesOf(household, household.setUp);
    const after = household.everything();
    const back = await placesOf(household, () => household.putBack(found));
    expect(household.everything()).toEqual(before);
    for (const [nth, kind] of inTurn(there)) {
      await disturb(nth, kind, household.setUp);
      expect(await answersSoon(household)).toBe(200);
      await household.setUp();
      expect(household.everything()).toEqual(after);
      await household.putBack(found);
    }
    for (const [nth, kind] of inTurn(back)) {
      await household.setUp();
      await disturb(nth, kind, () => household.putBack(found));
      expect(await answersSoon(household)).toBe(200);
      await household.putBack(found);
      expect(household.everything()).toEqual(before);
    }
  });

  test("a failed set-up can be undone right away", async () => {
    const before = household.everything();
    const found = await household.found();
    const places = await placesOf(household, household.setUp);
    await household.putBack(found);
    for (const [nth, kind] of inTurn(places)) {
      await disturb(nth, kind, household.setUp);
      await household.putBack(found);
      expect(household.everything()).toEqual(before);
    }
  });
});

test.each<[string, (supervisor: Supervisor) => void, string]>([
  ["is refused", (supervisor) => (supervisor.busy = "Another job is running"), "Another job is running"],
  [
    "has no effect",
    ({ apps }) => {
      for (const app of apps.values()) app.stop = () => undefined;
    },
    "it reported success, but nothing changed",
  ],
])("a step that %s fails with the reason", async (_title, disturb, why) => {
  const household = await Household.open(true);
  disturb(household.supervisor);
  await expect(household.setUp()).rejects.toThrow(`could not stop the app 9074a9fa_cloudflared: ${why}`);
  await household.standIn.close();
});

test("a step that is refused because somebody else has just done it counts as done", async () => {
  const household = await Household.open(false);
  const { supervisor, standIn } = household;
  const answer = supervisor.answer.bind(supervisor);
  supervisor.answer = (method, endpoint, data) => {
    if (endpoint === "/store/repositories" && method === "post")
      supervisor.install(String(data["repository"]));
    return answer(method, endpoint, data);
  };
  await household.setUp();
  expect([...supervisor.apps.values()]).toMatchObject([{ state: "started" }]);
  await standIn.close();
});

/** Where in some work each kind of command comes first, counted from 1. Does the work. */
async function placesOf({ standIn }: Household, work: () => Promise<void>): Promise<number[]> {
  const mark = standIn.commands.commands().length;
  await work();
  const labels = standIn.commands.commands().slice(mark);
  const places = labels.flatMap((label, index) => (labels.indexOf(label) === index ? [index + 1] : []));
  expect(places.length).toBeGreaterThan(8);
  return places;
}

/** Home Assistant may be restarting at the moment. */
async function answersSoon({ standIn }: Household): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      return (await fetch(standIn.url)).status;
    } catch {
      await setTimeout(10);
    }
  }
  return 0;
}
