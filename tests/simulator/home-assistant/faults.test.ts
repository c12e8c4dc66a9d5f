import { CommandFaults } from "cloudflare-simulator/home-assistant/faults.ts";

const config = { type: "get_config" };
const start = { type: "supervisor/api", method: "post", endpoint: "/addons/x/start" };

test("commands are noted by their type, requests to the Supervisor by method and endpoint", () => {
  const faults = new CommandFaults();
  for (const message of [config, start]) faults.take(message);
  expect(faults.commands()).toEqual(["get_config", "post /addons/x/start"]);
});

test("the nth command from now on fails, and only that one", () => {
  const faults = new CommandFaults();
  faults.take(config);
  faults.set(2, "refused");
  expect([config, config, config].map((message) => faults.take(message))).toEqual([
    ...[undefined, "refused"],
    undefined,
  ]);
});

test("the first command with a label fails", () => {
  const faults = new CommandFaults();
  faults.set(/\/start$/, "cut after");
  expect([config, start, start].map((message) => faults.take(message))).toEqual([
    ...[undefined, "cut after"],
    undefined,
  ]);
  expect(faults.isSpent).toBe(true);
});

test("a fault that is taken back never happens", () => {
  const faults = new CommandFaults();
  faults.set(1, "hang before");
  expect(faults.isSpent).toBe(false);
  faults.clear();
  expect([faults.isSpent, faults.take(config)]).toEqual([true, undefined]);
});
