import { type Exchange, shapeMistake } from "./check-shape.ts";

const setting = { id: "ssl", value: "full", editable: true, modified_on: null };
const exchange = (result: unknown, rest: Partial<Exchange> = {}): Exchange => ({
  method: "GET",
  path: "/zones/z/settings/ssl",
  status: 200,
  body: JSON.stringify({ result, success: true, errors: [], messages: [] }),
  ...rest,
});
const refusal = (status: number, errors: object[]): Partial<Exchange> => ({
  status,
  body: JSON.stringify({ result: null, success: false, errors, messages: [] }),
});

test("a response of the published shape has no mistake", () => {
  expect(shapeMistake(exchange(setting))).toBeUndefined();
  expect(shapeMistake(exchange(null, refusal(404, [{ code: 7003, message: "m" }])))).toBeUndefined();
  expect(shapeMistake(exchange(null, { status: 204, body: "" }))).toBeUndefined();
});

test.each([
  ["a field that Cloudflare would not send", exchange({ ...setting, extra: 1 }), "additional properties"],
  ["a missing field", exchange({ ...setting, editable: undefined }), "required property 'editable'"],
  ["a field of another type", exchange({ ...setting, id: 1 }), "answer/result/id must be string"],
  ["a path that is not published", exchange(setting, { path: "/zones/z/nothing" }), "no published shape"],
  ["a refusal without a reason", exchange(null, refusal(400, [])), "fewer than 1 items"],
  [
    "a refusal with a code of three digits",
    exchange(null, refusal(400, [{ code: 400, message: "m" }])),
    ">= 1000",
  ],
  ["a 204 with a body", exchange(null, { status: 204 }), "has a body"],
])("%s is a mistake", (_, answer, mistake) => {
  expect(shapeMistake(answer)).toContain(mistake);
});
