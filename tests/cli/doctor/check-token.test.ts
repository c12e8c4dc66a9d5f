import type { Diagnosis } from "../../../cli/doctor/diagnosis.ts";
import { checkToken } from "../../../cli/doctor/check-token.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { formatProblem } from "../../../domain/errors.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf } from "../support/cli-fixtures.ts";
import { about, doctorIn, problemsOf } from "./findings.ts";

const cloud = withSimulator();
const { findings } = doctorIn(cloud);

const textOf = (found: readonly Diagnosis[]): string =>
  found.flatMap((check) => (check.level === "problem" ? [formatProblem(check.problem)] : [])).join("\n");

test.each([
  ["/cfd_tunnel/[^/]+/token", "Account · Cloudflare Tunnel · Edit"],
  ["/cfd_tunnel\\?", "Account · Cloudflare Tunnel · Edit"],
  ["/dns_records", "Zone · DNS · Edit"],
  ["/settings/ssl", "Zone · Zone Settings · Edit"],
  ["/client_certificates", "Zone · SSL and Certificates · Edit"],
  ["/hostname_associations", "Zone · SSL and Certificates · Edit"],
  ["/rulesets", "Zone · Zone WAF · Edit"],
])("a refused GET of %s is reported as the missing permission %s", async (path, name) => {
  await cloud.control("POST", "/faults", { method: "GET", path, status: 403 });
  const found = await findings();
  expect(problemsOf(found)).toEqual(["problem missing-permission"]);
  expect(about(found, "missing-permission")).toContain(`lacks ${name}`);
});

test("a token that may read itself is judged by its own permissions", async () => {
  const policies = [{ effect: "allow", permission_groups: [{ name: "DNS Write" }, { name: "Zone Read" }] }];
  const client = cloud.api((url, init) =>
    /\/user\/tokens\/[0-9a-f]{32}$/.test(url instanceof Request ? url.url : url.toString())
      ? Promise.resolve(Response.json({ success: true, result: { policies } }))
      : fetch(url, init),
  );
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(
    about(found, "missing-permission")
      .split("\n")
      .filter((line) => line.includes("lacks")),
  ).toHaveLength(5);
  expect(about(found, "missing-permission")).not.toContain("lacks Zone · DNS");
});

test("a clock that is wrong is reported with the difference", async () => {
  const client = cloud.api(async (url, init) => {
    const answer = await fetch(url, init);
    return new Response(await answer.text(), {
      status: answer.status,
      headers: { "content-type": "application/json", date: new Date(Date.now() - 3_600_000).toUTCString() },
    });
  });
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(about(found, "clock-wrong")).toContain("this machine's clock is 60 minutes ahead");
});

test("a missing permission for the tunnel is reported with the name of its row, which the form can lose", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/cfd_tunnel\\?", status: 403 });
  const text = textOf(await findings());
  expect(text).toContain("lacks Account · Cloudflare Tunnel · Edit [missing-permission]");
  expect(text).toContain('Edit, where it is called "Argo Tunnel (Legacy)")');
  expect(text).toContain(
    `Check that the form shows all 7 rows, including the tunnel's, "Argo Tunnel (Legacy)"`,
  );
});

test("Cloudflare's own page about a refused request is shown", async () => {
  const page = "https://developers.cloudflare.com/api/resources/dns/";
  const errors = [{ code: 10_000, message: "Authentication error", documentation_url: page }];
  await cloud.control("POST", "/faults", { method: "GET", path: "/dns_records", status: 403, errors });
  const text = textOf(await findings());
  expect(text).toContain("lacks Zone · DNS · Edit");
  expect(text).toContain(`Cloudflare explains: ${page}`);
});

test("a permission for the connector alone is not enough for the tunnel", async () => {
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

test("a token of the account is verified at the account's address", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/user/tokens/verify", status: 401 });
  expect(await findings()).toContainEqual({ level: "fine", what: "the API token is valid" });
});

test("without a known account, a token that the user's address does not know may still be an account's", () => {
  const refused = { refused: "no" };
  expect(textOf(checkToken(refused, undefined))).toContain("npx pulumi config set accountId <id>");
  expect(textOf(checkToken(refused, "a".repeat(32)))).not.toContain("set accountId");
});

test("a token that expires within 30 days is a warning that says when, and an inactive one is a problem", () => {
  const facts = { status: "active", groups: undefined, clockAheadSeconds: 0 };
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 60_000).toISOString();
  expect(checkToken({ value: { ...facts, expiresOn: inDays(1) } }, undefined)[0]).toMatchObject({
    level: "warning",
    problem: { code: "expires-soon", what: "expires in 1 day" },
  });
  expect(checkToken({ value: { ...facts, expiresOn: inDays(31) } }, undefined)[0]?.level).toBe("fine");
  const disabled = checkToken({ value: { ...facts, status: "disabled", expiresOn: undefined } }, undefined);
  expect(textOf(disabled)).toMatch(/^CLOUDFLARE_API_TOKEN is disabled \[refused-token\]/);
});
