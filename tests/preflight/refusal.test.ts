import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../../domain/failure.ts";
import { orRefuse, Refusal } from "../../preflight/refusal.ts";

const problem = {
  code: "no-token",
  where: "CLOUDFLARE_API_TOKEN",
  what: "is not set",
  fix: "Set it.",
} as const;

test("a refusal has every problem, and is an error that Pulumi prints without a stack trace", () => {
  const refusal = new Refusal([problem, { ...problem, where: "zone" }]);
  expect(pulumi.RunError.isInstance(refusal)).toBe(true);
  expect(refusal.problems).toHaveLength(2);
  const lines = refusal.message.split("\n");
  expect(lines[0]).toBe("2 problems: CLOUDFLARE_API_TOKEN, zone");
  expect(lines.at(-1)).toBe("  Nothing was changed.");
});

test("its message stays as it is when Pulumi adds the names of properties that wait for it", () => {
  const refusal = new Refusal([problem]);
  refusal.message = `zoneId: ${refusal.message}`;
  expect(refusal.message).toBe("CLOUDFLARE_API_TOKEN is not set [no-token]\n  Set it.");
});

test("what the owner can fix refuses the run, and anything else is passed on", async () => {
  expect(await orRefuse(Promise.resolve("zone"))).toBe("zone");
  const refused: unknown = await orRefuse(Promise.reject(new Failure(problem))).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).problems).toEqual([problem]);
  const bug = new RangeError("bug");
  await expect(orRefuse(Promise.reject(bug))).rejects.toBe(bug);
});
