import * as errors from "cloudflare-simulator/api/errors.ts";
import { shapeMistake } from "../support/check-shape.ts";

const { ApiError, dnsValidation, rulesetRefused, ...catalogue } = errors;
type Refuse = (detail: string) => errors.ApiError;
const refusals = Object.entries(catalogue as Record<string, Refuse>).map(
  ([name, refuse]) => [name, refuse("detail")] as const,
);

test.each(refusals)("%s is a client error of the published shape", (_, refusal) => {
  expect(refusal).toBeInstanceOf(ApiError);
  const { status, errors: entries } = refusal;
  expect([status >= 400, status < 500]).toEqual([true, true]);
  const body = JSON.stringify({ result: null, success: false, errors: entries, messages: [] });
  expect(shapeMistake({ method: "GET", path: "/zones", status, body })).toBeUndefined();
});

test("the refusals of DNS records and rulesets have the codes they are given, the latter a pointer, too", () => {
  expect(dnsValidation(9000, "no")).toMatchObject({ status: 400, errors: [{ code: 9000, message: "no" }] });
  const source = { pointer: "/rules/0" };
  expect(rulesetRefused(20_127, "no", "/rules/0").errors).toEqual([{ code: 20_127, message: "no", source }]);
  expect(rulesetRefused(50_001, "no").errors).toEqual([{ code: 50_001, message: "no" }]);
});

test("an error's message lists the codes and texts of all its entries", () => {
  expect(errors.noRoute("/x").message).toBe(
    "7003 Could not route to /x, perhaps your object identifier is invalid?; 7000 No route for that URI",
  );
});
