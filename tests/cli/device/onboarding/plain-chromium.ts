import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex, Readable } from "node:stream";

type Parameters = Readonly<Record<string, unknown>>;
type Result = Readonly<Record<string, unknown>>;

/** A Chromium as its users have it, with a profile and its own decisions about downloads, which automation would disable. */
export interface PlainChromium {
  /** Opens an address on a phone-sized screen. */
  readonly open: (url: string, options?: { readonly script: boolean }) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** Taps the middle of the element. */
  readonly tap: (selector: string) => Promise<void>;
  /** The element's text; empty when there is no such element, or it is hidden. */
  readonly textOf: (selector: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/**
 * Starts it with a command (program and words), and controls it through a pipe.
 * https://chromedevtools.github.io/devtools-protocol/
 */
export async function startPlainChromium(
  [program, words]: readonly [string, readonly string[]],
  home: string,
): Promise<PlainChromium> {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic"];
  const own = [`--user-data-dir=${home}/profile`, "--remote-debugging-pipe", "about:blank"];
  const child = spawn(program, [...words, ...flags, ...quiet, ...own], {
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home },
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const send = speaker(child.stdio[3] as Duplex, child.stdio[4] as Readable);
  const session = await attach(send);
  const toPage = (method: string, parameters: Parameters = {}) => send(method, parameters, session);
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await toPage("Runtime.evaluate", { expression, returnByValue: true });
    return (result as Result)["value"];
  };
  const loaded = () => until(async () => (await evaluate("document.readyState")) === "complete");
  const size = { width: 390, height: 844, deviceScaleFactor: 2, mobile: true };
  await toPage("Emulation.setDeviceMetricsOverride", size);
  await toPage("Emulation.setTouchEmulationEnabled", { enabled: true });
  return {
    open: async (url, { script } = { script: true }) => {
      await toPage("Emulation.setScriptExecutionDisabled", { value: !script });
      await toPage("Page.navigate", { url });
      await until(async () => (await evaluate("location.href")) !== "about:blank");
      await loaded();
    },
    reload: async () => {
      await evaluate("window.before = true");
      await toPage("Page.reload");
      await until(async () => (await evaluate("window.before")) === undefined);
      await loaded();
    },
    tap: async (selector) => {
      const place = `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`;
      await toPage("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [await evaluate(place)] });
      await toPage("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    },
    textOf: async (selector) =>
      String(await evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ""`)),
    close: async () => {
      const ended = once(child, "close");
      await send("Browser.close");
      await ended;
    },
  };
}

/** Waits until something is true, for half a minute at most. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`not true in time: ${String(isTrue)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type Send = (method: string, params?: Parameters, sessionId?: string) => Promise<Result>;

function speaker(output: Duplex, input: Readable): Send {
  const waiting = new Map<number, (answer: Result) => void>();
  let heard = "";
  input.setEncoding("utf8").on("data", (text: string) => {
    const messages = (heard + text).split("\0");
    heard = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result } = JSON.parse(message) as { id?: number; result?: Result };
      waiting.get(id ?? 0)?.(result ?? {});
    }
  });
  let last = 0;
  return (method, params = {}, sessionId) => {
    const id = (last += 1);
    output.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    return new Promise((resolve) => waiting.set(id, resolve));
  };
}

async function attach(send: Send): Promise<string> {
  const { targetInfos } = await send("Target.getTargets");
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === "page");
  const attached = await send("Target.attachToTarget", { targetId: page?.targetId, flatten: true });
  return String(attached["sessionId"]);
}
