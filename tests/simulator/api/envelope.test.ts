import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success, withoutNulls } from "cloudflare-simulator/api/envelope.ts";
import { withSimulator } from "../support/with-simulator.ts";

const underTest = withSimulator();

test.each([
  ["no JSON", "{"],
  ["a missing field", "{}"],
  ["a field of another type", '{"name": 1}'],
])("a body with %s is refused", async (_mistake, body) => {
  const { simulator, send } = underTest;
  const response = await send(`/accounts/${simulator.accountId}/cfd_tunnel`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false });
});

const routes = new Hono();
routes.post("/", async (c) =>
  success(c, await readBody(c, withoutNulls(z.looseObject({ a: z.string().optional() })))),
);
routes.get("/:id", (c) => success(c, [parameter(c, "id"), parameter(c, "name")]));
const post = async (body: string) => (await routes.request("/", { method: "POST", body })).json();

test.each([
  ["an empty body", "", {}],
  ["a field that is null", '{"a": null, "b": null}', {}],
  ["a field that the shape doesn't name", '{"a": "x", "b": 1}', { a: "x", b: 1 }],
  ["null inside a field", '{"b": [null]}', { b: [null] }],
])("%s is read as %s", async (_, body, result) => {
  expect(await post(body)).toEqual({ result, success: true, errors: [], messages: [] });
});

test("a parameter that the route doesn't have is a bug in the route", async () => {
  routes.onError((error, c) => c.text(error.message));
  const response = await routes.request("/one");
  expect(await response.text()).toBe("The route /one has no parameter name.");
});
