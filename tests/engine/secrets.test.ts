import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineStack, example } from "./engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
const texts: string[] = [];

beforeAll(async () => {
  stack = await EngineStack.create();
});

afterAll(() => stack.close());

/** All secrets of the stack, in the forms in which they could leak. */
async function secrets(): Promise<string[]> {
  const outputs = (await stack.outputs()) as {
    tunnelToken: string;
    bundlePasswords: Record<string, string>;
    bundles: Record<string, string>;
  };
  const [tunnel] = stack.simulator.state.tunnels.values();
  return [
    outputs.tunnelToken,
    tunnel?.secret ?? "",
    stack.simulator.apiToken,
    ...Object.values(outputs.bundlePasswords),
    // A piece of Base64, because anything that prints a bundle prints its middle, too.
    ...Object.values(outputs.bundles).map((bundle) => bundle.slice(200, 260)),
    "PRIVATE KEY",
  ];
}

/** The text before a secret, without the secret. */
function excerpt(text: string, secret: string): string {
  const place = text.indexOf(secret);
  return `${text.slice(Math.max(0, place - 300), place)}<secret>`;
}

function everyFile(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? everyFile(path) : [path];
  });
}

describe("secrets", () => {
  test("are nowhere in the CLI's output, whatever its flags", async () => {
    texts.push((await stack.preview("--diff")).text);
    texts.push(
      (
        await stack.up(
          "--diff",
          "--show-full-output",
          "--show-config",
          "--show-reads",
          "--debug",
          "--logtostderr",
          "-v=3",
        )
      ).text,
    );
    stack.write({ ...example, devices: [{ name: "anna-phone", validityDays: 90 }, { name: "ben-laptop" }] });
    texts.push((await stack.preview("--diff", "--json")).text);
    texts.push((await stack.up("--diff", "--json")).text);
    texts.push((await stack.pulumi("stack", "output", "--stack", "test")).text);
    for (const secret of await secrets()) {
      expect(secret).not.toBe("");
      for (const text of texts) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test("are not in the event log, which contains the SDK's debug output", async () => {
    stack.environment["PULUMI_DEBUG_COMMANDS"] = "true";
    stack.write({ ...example, devices: [{ name: "anna-phone" }, { name: "ben-laptop" }, { name: "carla" }] });
    const log = stack.path("events.json");
    expect(await stack.up("--event-log", log)).toMatchObject({ code: 0 });
    const events = readFileSync(log, "utf8");
    expect(events).toContain("carla-certificate");
    const leaks = (await secrets()).filter((secret) => events.includes(secret));
    expect(leaks.map((secret) => excerpt(events, secret))).toEqual([]);
  });

  test("are encrypted in the state, including its backups and history", async () => {
    const files = everyFile(stack.path("state")).map((path) => readFileSync(path, "utf8"));
    files.push(await stack.exportState());
    const leaks = (await secrets()).flatMap((secret) =>
      files.filter((text) => text.includes(secret)).map((text) => excerpt(text, secret)),
    );
    expect(leaks).toEqual([]);
  });

  test("are in no file of the bundles' folder but the bundles", async () => {
    const all = await secrets();
    const leaks = everyFile(stack.path("bundles")).filter((path) => {
      const text = readFileSync(path, "latin1");
      return !path.endsWith(".p12") && all.some((secret) => text.includes(secret));
    });
    expect(leaks).toEqual([]);
  });
});
