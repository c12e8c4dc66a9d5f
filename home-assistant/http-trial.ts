import { Failure } from "../domain/failure.ts";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { HttpConfig, HttpSettings } from "../domain/home-assistant/facts.ts";
import { isSameHttp } from "../domain/home-assistant/plan.ts";
import { failed, trialFailed } from "../domain/home-assistant/problems.ts";
import { AnswerLost, CommandRefused } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { readHttp } from "./read-facts.ts";

/** Waiting times in milliseconds. */
export interface Patience {
  /** For Home Assistant to finish starting, so that it accepts new settings. */
  readonly startMs: number;
  /** For Home Assistant to restart. A small machine takes minutes. */
  readonly restartMs: number;
  /** Between two attempts. */
  readonly pauseMs: number;
}

const patient: Patience = { startMs: 180_000, restartMs: 600_000, pauseMs: 1000 };

/**
 * Applies HTTP settings. Home Assistant restarts with them on trial, and drops them unless they are confirmed within five
 * minutes. They are confirmed only after it has answered, so that it never stays unreachable. Continues an interrupted
 * run's trial of the same settings.
 * @throws Failure; the previous settings are then used again, at the latest after the five minutes
 */
export async function applyHttp(
  home: HomeAssistant,
  config: HttpConfig,
  patience: Patience = patient,
): Promise<void> {
  await configure(home, config, patience);
  const isConfirmed = await untilTried(home, config, patience);
  if (!isConfirmed) {
    await checkAnswer(home.url);
    await promote(home, config);
  }
}

/** Sends the settings. A lost answer is not a failure, because the result is checked next. */
async function configure(home: HomeAssistant, config: HttpConfig, patience: Patience): Promise<void> {
  const deadline = Date.now() + patience.startMs;
  for (;;) {
    try {
      await home.ask({ type: "http/config/configure", config }, z.object({ restart: z.boolean() }));
      return;
    } catch (error) {
      if (error instanceof AnswerLost) {
        return;
      }
      if (!(error instanceof CommandRefused)) {
        throw error;
      }
      // While it starts, it accepts no settings.
      if (error.code !== "not_running" || Date.now() > deadline) {
        throw new Failure(failed("try the HTTP settings", error.message));
      }
      await setTimeout(patience.pauseMs);
    }
  }
}

/** Waits until the server runs with the settings. Returns whether they are already confirmed. */
async function untilTried(home: HomeAssistant, config: HttpConfig, patience: Patience): Promise<boolean> {
  const deadline = Date.now() + patience.restartMs;
  let last = "it did not restart";
  while (Date.now() < deadline) {
    const http = await look(home);
    if (http !== undefined) {
      const verdict = judge(http, config);
      if (verdict !== "wait") {
        return verdict === "confirmed";
      }
      last = "it did not start with them";
    } else {
      last = "it did not answer in time after the restart";
    }
    await setTimeout(patience.pauseMs);
  }
  throw new Failure(trialFailed(last));
}

function judge({ stable, pending, active, error }: HttpSettings, config: HttpConfig) {
  if (pending === undefined) {
    if (isSameHttp(stable, config)) {
      // The confirmed settings are wanted again: it restarts to end a trial.
      return active === "pending" ? "wait" : "confirmed";
    }
    throw new Failure(trialFailed("they were dropped, by Home Assistant or by somebody else"));
  }
  if (!isSameHttp(pending, config)) {
    throw new Failure(trialFailed("somebody else is trying other settings at the same time"));
  }
  if (error !== undefined) {
    throw new Failure(trialFailed(error));
  }
  return active === "pending" ? "on trial" : "wait";
}

/** Returns the current settings; undefined while Home Assistant restarts. */
async function look(home: HomeAssistant): Promise<HttpSettings | undefined> {
  try {
    return await readHttp(home);
  } catch (error) {
    const isRestarting =
      error instanceof AnswerLost ||
      // Commands are unknown until the HTTP component is set up, and tokens until the users are loaded.
      error instanceof CommandRefused ||
      (error instanceof Failure && error.problems[0]?.code !== "home-assistant-failed");
    if (isRestarting) {
      home.close();
      return undefined;
    }
    throw error;
  }
}

async function checkAnswer(url: string): Promise<void> {
  const { status } = await fetch(url, { redirect: "manual" });
  if (status >= 400) {
    throw new Failure(trialFailed(`it answers ${status} with them`));
  }
}

async function promote(home: HomeAssistant, config: HttpConfig): Promise<void> {
  try {
    await home.ask({ type: "http/config/promote" }, z.unknown());
  } catch (error) {
    if (!(error instanceof AnswerLost || error instanceof CommandRefused)) {
      throw error;
    }
    const http = await look(home);
    if (http?.pending === undefined && http !== undefined && isSameHttp(http.stable, config)) {
      return;
    }
    throw new Failure(trialFailed(`they could not be confirmed: ${error.message}`));
  }
}
