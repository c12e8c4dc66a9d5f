import { connect, need, runHook } from "../../hooks/program.ts";
import { ApiError } from "../../zone/api.ts";
import { readSettings } from "../../zone/read-objects.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();

describe("the API's client", () => {
  const before = process.env["CLOUDFLARE_BASE_URL"];
  beforeEach(() => {
    process.env["CLOUDFLARE_BASE_URL"] = cloud.simulator.api;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["CLOUDFLARE_BASE_URL"];
    else process.env["CLOUDFLARE_BASE_URL"] = before;
  });

  test.each<[string, (good: string, bad: string) => NodeJS.ProcessEnv]>([
    [
      "the stack's configuration takes precedence over the environment's",
      (good, bad) => ({ CONFIGURED_API_TOKEN: good, CLOUDFLARE_API_TOKEN: bad }),
    ],
    [
      "the environment takes precedence over that of the last up",
      (good, bad) => ({ CLOUDFLARE_API_TOKEN: good, STORED_API_TOKEN: bad }),
    ],
    [
      "the last up is used if there is no other",
      (good) => ({ CLOUDFLARE_API_TOKEN: "", STORED_API_TOKEN: good }),
    ],
  ])("the token of %s", async (_which, tokens) => {
    const api = connect(tokens(cloud.simulator.apiToken, "x".repeat(40)));
    const { zoneId } = cloud.simulator;
    expect(await readSettings(api, { zoneId }, ["ssl"])).toEqual({ ssl: "full" });
  });
});

test("a variable that the stack sets is needed, and an empty one is as good as none", () => {
  expect(need({ ZONE_ID: "z" }, "ZONE_ID")).toBe("z");
  for (const environment of [{}, { ZONE_ID: "" }]) {
    expect(() => need(environment, "ZONE_ID")).toThrow(
      "ZONE_ID is not set: Pulumi runs this program, don't start it yourself",
    );
  }
});

describe("a hook", () => {
  /** Runs a hook; returns what it wrote to stderr, and its exit code. */
  async function outcomeOf(program: () => Promise<void>): Promise<[string, unknown]> {
    const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      await runHook("closing the gate", program);
      return [write.mock.calls.map(([text]) => text as string).join(""), process.exitCode];
    } finally {
      write.mockRestore();
      process.exitCode = 0;
    }
  }

  test("that succeeds says nothing", async () => {
    process.exitCode = 0;
    expect(await outcomeOf(() => Promise.resolve())).toEqual(["", 0]);
  });

  test("that fails prints the message alone, without a stack trace, and sets exit code 1", async () => {
    const failing = () => Promise.reject(new Error("the list is full"));
    expect(await outcomeOf(failing)).toEqual(["the list is full\n", 1]);
  });

  test("that Cloudflare refuses says in the owner's terms what was being done", async () => {
    const refused = () => Promise.reject(new ApiError(403, [{ code: 10_000, message: "no" }], ""));
    const [text, code] = await outcomeOf(refused);
    expect(text).toContain("CLOUDFLARE_API_TOKEN is not accepted for closing the gate [refused-token]");
    expect(code).toBe(1);
  });
});
