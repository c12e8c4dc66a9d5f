import * as fc from "fast-check";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { doors } from "../../domain/configuration/home.ts";
import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { soundHome } from "../domain/sound-home.ts";
import { ask } from "../simulator/support/ask.ts";
import { ingressOf, World } from "../simulator/support/edge-world.ts";

const host = "ha.example.com";
const reason = "a test knocks";
const prefix = "/local/open/";
const home = soundHome({
  lanes: [
    { webhook: "abc", methods: ["POST"], reason },
    { paths: ["/api/google_assistant"], reason },
    { prefix, reason },
  ],
});
let edge: Edge;

beforeAll(async () => {
  const world = await World.create();
  world.tunnel(ingressOf(host), [host]);
  // The rules that the program writes, at an edge that normalises as Cloudflare does, before an origin that does not.
  world.rules(
    ...doors(home, () => []).flatMap((door) => blockRules(door).map(({ expression }) => expression)),
  );
  edge = await startEdge({ state: world.state });
});
afterAll(() => edge.close());

/** Requests without a certificate that got through to the origin, as it read them. */
async function reached(path: string, method: string): Promise<string[]> {
  const before = edge.homeAssistant!.requests().length;
  await ask(edge, { host, path, method });
  return edge
    .homeAssistant!.requests()
    .slice(before)
    .map(({ method: verb, target }) => `${verb} ${asOriginReads(target)}`);
}

/** As aiohttp decodes a path: everything but %2F, without taking dots or double slashes away. */
function asOriginReads(target: string): string {
  const [path = ""] = target.split(/[?#]/);
  return path.replaceAll(/%(?!2f)([0-9a-f]{2})/gi, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** What the lanes say, word for word. */
function isOpen(request: string): boolean {
  const [method = "", path = ""] = request.split(" ");
  const below = path.startsWith(prefix) ? path.slice(prefix.length).split("/") : ["..", ""];
  return (
    (method === "POST" && path === "/api/webhook/abc") ||
    path === "/api/google_assistant" ||
    below.every((part, index) => !/^\.\.?$|%|\\/.test(part) && (part !== "" || index === below.length - 1))
  );
}

test.each([
  ["POST", "/api/webhook/abc"],
  ["POST", "/api/webhook/abc?x=/../y"],
  ["GET", "/api/google_assistant"],
  ["GET", "/local/open/"],
  ["GET", "/local/open/a/b.css?v=1"],
])("the lane itself is open: %s %s", async (method, path) => {
  expect(await reached(path, method)).toEqual([`${method} ${asOriginReads(path)}`]);
});

test.each([
  ["the method of another", "GET", "/api/webhook/abc"],
  ["more than the path", "POST", "/api/webhook/abcd"],
  ["less than the path", "POST", "/api/webhook/ab"],
  ["below the path", "POST", "/api/webhook/abc/x"],
  ["a slash more", "POST", "/api/webhook/abc/"],
  ["another case", "POST", "/API/webhook/abc"],
  ["another case at the end", "POST", "/api/webhook/ABC"],
  ["an escaped letter", "POST", "/api/webhook/%61bc"],
  ["an escaped slash", "POST", "/api%2Fwebhook/abc"],
  ["a double slash", "POST", "/api//webhook/abc"],
  ["a double slash in front", "POST", "//api/webhook/abc"],
  ["a path in the query", "POST", "/auth/token?/api/webhook/abc"],
  ["a path in the fragment", "POST", "/auth/token#/api/webhook/abc"],
  ["dot segments to the lane", "POST", "/auth/token/../../api/webhook/abc"],
  ["escaped dot segments to the lane", "POST", "/auth/token/%2e%2e/%2e%2e/api/webhook/abc"],
  ["dot segments out of the lane", "POST", "/api/webhook/abc/../../../auth/token"],
  ["a parameter behind a semicolon", "POST", "/api/webhook/abc;/../../auth/token"],
  ["a backslash", "POST", "/auth/token\\..\\..\\api\\webhook\\abc"],
  ["dot segments out of a prefix", "GET", "/local/open/../../auth/authorize"],
  ["escaped dot segments out of a prefix", "GET", "/local/open/%2e%2e/%2e%2e/auth/authorize"],
  ["twice escaped dot segments", "GET", "/local/open/%252e%252e/auth/authorize"],
  ["escaped slashes out of a prefix", "GET", "/local/open/..%2f..%2fauth/authorize"],
  ["backslashes out of a prefix", "GET", "/local/open/..\\..\\auth\\authorize"],
  ["a double slash below a prefix", "GET", "/local/open//x"],
  ["the folder of a prefix", "GET", "/local/open"],
  ["another case of a prefix", "GET", "/Local/open/x"],
])("%s opens nothing: %s %s", async (_title, method, path) => {
  expect(await reached(path, method)).toEqual([]);
});

const pieces = ["api", "webhook", "abc", "google_assistant", "local", "open", "auth", "token", "authorize"];
const tricks = [
  "..",
  ".",
  "",
  "%2e%2e",
  "%2E.",
  "..%2f",
  "%61uth",
  "%5c..",
  "\\..",
  ";x",
  "%00",
  "%252e%252e",
  "ABC",
];

test("whatever is put together of lanes, the login and tricks, only what a lane says reaches the origin", async () => {
  const path = fc
    .array(fc.constantFrom(...pieces, ...tricks), { minLength: 1, maxLength: 7 })
    .map((parts) => `/${parts.join("/")}`);
  const lanes = fc.constantFrom(
    "",
    "/api/webhook",
    "/api/webhook/abc",
    "/api/google_assistant",
    "/local/open",
  );
  await fc.assert(
    fc.asyncProperty(lanes, path, fc.constantFrom("GET", "POST"), async (start, rest, method) => {
      expect((await reached(`${start}${rest}`, method)).filter((request) => !isOpen(request))).toEqual([]);
    }),
    { numRuns: 300, interruptAfterTimeLimit: 15_000 },
  );
});
