import type { Check } from "../../../cli/doctor/check.ts";
import { checkToken } from "../../../cli/doctor/check-token.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { formatProblem } from "../../../domain/errors.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { homeOf, stateOf } from "../cli-fixtures.ts";

const cloud = withSimulator();

const textOf = (found: readonly Check[]): string =>
  found.flatMap((check) => (check.level === "problem" ? [formatProblem(check.problem)] : [])).join("\n");

test("a missing permission for the tunnel is told with the name of its row, and that a form can lose it", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/cfd_tunnel\\?", status: 403 });
  const text = textOf(await examine(cloud.api(), { home: homeOf(), state: stateOf([]) }));
  expect(text).toContain("lacks Account · Cloudflare Tunnel · Edit [missing-permission]");
  expect(text).toContain('Edit, where it is called "Argo Tunnel (Legacy)")');
  expect(text).toContain('Check that the form shows all 7 rows, one of them "Argo Tunnel (Legacy)"');
});

test("Cloudflare's own page about a refused request is printed", async () => {
  const page = "https://developers.cloudflare.com/api/resources/dns/";
  const errors = [{ code: 10_000, message: "Authentication error", documentation_url: page }];
  await cloud.control("POST", "/faults", { method: "GET", path: "/dns_records", status: 403, errors });
  const text = textOf(await examine(cloud.api(), { home: homeOf(), state: stateOf([]) }));
  expect(text).toContain("lacks Zone · DNS · Edit");
  expect(text).toContain(`Cloudflare explains: ${page}`);
});

test("a token for the connector alone is not called enough for the tunnel", async () => {
  const names = [
    "Cloudflare One Connector: cloudflared Write",
    "Zone Read",
    "Zone Settings Write",
    "DNS Write",
  ];
  const policies = [{ effect: "allow", permission_groups: names.map((name) => ({ name })) }];
  const client = cloud.api((url, init) =>
    /\/user\/tokens\/[0-9a-f]{32}$/.test(url instanceof Request ? url.url : url.toString())
      ? Promise.resolve(Response.json({ success: true, result: { policies } }))
      : fetch(url, init),
  );
  const text = textOf(await examine(client, { home: homeOf(), state: stateOf([]) }));
  expect(text).toContain("lacks Account · Cloudflare Tunnel · Edit");
});

test("an account's own token is verified at the account's address", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/user/tokens/verify", status: 401 });
  const found = await examine(cloud.api(), { home: homeOf(), state: stateOf([]) });
  expect(found).toContainEqual({ level: "fine", what: "the API token is valid" });
});

test("where no account is known, a token that the user's address does not know may still be an account's", () => {
  const refused = { refused: "no" };
  expect(textOf(checkToken(refused, undefined))).toContain("npx pulumi config set accountId <id>");
  expect(textOf(checkToken(refused, "a".repeat(32)))).not.toContain("set accountId");
});
