import { z } from "zod";
import { connectApi } from "../../zone/api.ts";
import { ask, attempt, unlessMissing, valueOf } from "../../zone/ask.ts";
import { problemsOf, surveyOf } from "../preflight/support/survey-of.ts";
import { refusal } from "../preflight/support/virtual-zone.ts";

const zoneList = "zones?name=example.com";

/** A look-up that gets this answer. */
const lookUp = (answer: () => Response | Promise<Response>): Promise<string> =>
  ask("reading tunnels", () =>
    connectApi({ token: "t", fetch: async () => answer() }).get("tunnels", z.string()),
  );

test.each([
  ["an invalid token", 403, 9109],
  ["a token without the permission", 403, 10_000],
  ["a malformed token", 400, 6003],
])("%s is reported in one sentence that says for which request", async (_title, status, code) => {
  const surveyed = await surveyOf({ other: { [zoneList]: () => refusal(status, code) } });
  expect(problemsOf(surveyed)).toEqual(["refused-token CLOUDFLARE_API_TOKEN"]);
  expect(surveyed.refusal!.message).toBe(
    "CLOUDFLARE_API_TOKEN is not accepted for looking up the zone example.com [refused-token]\n" +
      "  See which permission it lacks: npm run doctor",
  );
});

test("any other error is not blamed on the token", async () => {
  const surveyed = await surveyOf({ other: { [zoneList]: () => refusal(500, 1000) } });
  expect(problemsOf(surveyed)).toEqual(["cloudflare-failed Cloudflare's API"]);
  expect(surveyed.refusal!.message).toContain("It said: 500");
});

test("an answer in an unexpected format is reported as Cloudflare's failure", async () => {
  await expect(lookUp(() => Response.json({ result: { name: "t" } }))).rejects.toThrow(
    "Cloudflare's API failed while reading tunnels [cloudflare-failed]\n  Its answer has an unexpected format.",
  );
});

test("if Cloudflare can't be reached, the cause is named", async () => {
  const unreachable = new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
  await expect(lookUp(() => Promise.reject(unreachable))).rejects.toThrow(
    "Cloudflare's API can't be reached while reading tunnels [unreachable]\n" +
      "  Check that this machine is online; the error was: getaddrinfo ENOTFOUND",
  );
});

test("errors of the program itself pass unchanged", async () => {
  const bug = new RangeError("bug");
  await expect(ask("reading tunnels", () => Promise.reject(bug))).rejects.toBe(bug);
});

test("an object that does not exist is undefined, and no other refusal is", async () => {
  expect(await unlessMissing(lookUpPlainly(404))).toBeUndefined();
  await expect(unlessMissing(lookUpPlainly(403))).rejects.toMatchObject({ status: 403 });
});

const lookUpPlainly = (status: number): Promise<unknown> =>
  connectApi({ token: "t", fetch: () => Promise.resolve(refusal(status)) }).get("tunnels", z.unknown());

test("an attempt returns the value, or why the token was refused, with Cloudflare's page about it", async () => {
  const page = "https://developers.cloudflare.com/x";
  const errors = [{ code: 10_000, message: "no", documentation_url: page }];
  const [allowed, refused] = [
    await attempt(() => lookUp(() => Response.json({ result: "t" }))),
    await attempt(() => lookUp(() => Response.json({ errors }, { status: 403 }))),
  ];
  expect(allowed).toEqual({ value: "t" });
  expect(refused).toMatchObject({ page });
  expect("refused" in refused && refused.refused).toContain(`Cloudflare's explanation: ${page}`);
  expect([valueOf(allowed), valueOf(refused)]).toEqual(["t", undefined]);
});

test("an attempt fails for any reason but the token", async () => {
  await expect(attempt(() => lookUp(() => refusal(500, 1000)))).rejects.toMatchObject({
    problems: [{ code: "cloudflare-failed" }],
  });
});
