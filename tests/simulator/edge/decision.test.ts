import { connectTunnel, dropConnections } from "cloudflare-simulator/state/tunnels.ts";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";
import { gate, ingressOf } from "../support/edge-world.ts";

const underTest = new EdgeUnderTest();

describe("the edge itself responds with", () => {
  test("301 to HTTPS under Always Use HTTPS, for any host of the zone", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.setting("always_use_https", "on");
    const answer = await underTest.send({ tls: false, path: "/a%20b//c?d=e" });
    expect([answer.status, answer.headers.location]).toEqual([301, `https://${ha}/a%20b//c?d=e`]);
    expect((await underTest.send({ tls: false, host: "x.example.com" })).status).toBe(301);
    expect(underTest.received).toEqual([]);
  });

  test("a rule's verdict on plain HTTP when that setting is off", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    expect((await underTest.send({ tls: false })).status).toBe(200);
    expect(underTest.header("x-forwarded-proto")).toEqual(["http"]);
    underTest.world.rules("not ssl");
    expect((await underTest.send({ tls: false })).status).toBe(403);
    expect((await underTest.send()).status).toBe(200);
  });

  test("403 and a Cloudflare page that reveals nothing about the origin", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    underTest.world.rules(`http.host eq "${ha}"`);
    const answer = await underTest.send();
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      server: "cloudflare",
      "content-type": "text/html; charset=UTF-8",
    });
    expect(answer.headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-/);
    expect(answer.body).toContain("Sorry, you have been blocked");
    expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(
      /homeassistant|8123|127\.0\.0\.1|rule-0/,
    );
  });

  test("a challenge, which a program can't pass", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    underTest.world.rules({ action: "managed_challenge", expression: "true" });
    expect((await underTest.send()).headers["cf-mitigated"]).toBe("challenge");
  });

  test("a block rule's own response", async () => {
    await underTest.open(await underTest.origin());
    const response = { status_code: 451, content: '{"no":1}', content_type: "application/json" };
    underTest.world.rules({ expression: "true", action_parameters: { response } });
    const answer = await underTest.send();
    expect([answer.status, answer.body, answer.headers["content-type"]]).toEqual([
      451,
      '{"no":1}',
      "application/json",
    ]);
  });

  test.each<[string, () => void, number, string]>([
    ["no DNS record", () => underTest.world.tunnel(ingressOf(ha), []), 530, "error code: 1016"],
    [
      "a record that is not proxied",
      () => {
        underTest.world.record(ha, "x.cfargotunnel.com", { proxied: false });
      },
      530,
      "error code: 1016",
    ],
    [
      "a record that leads elsewhere",
      () => {
        underTest.world.record(ha, "203.0.113.9", { type: "A" });
      },
      530,
      "error code: 1016",
    ],
    [
      "a tunnel that does not exist",
      () => {
        underTest.world.record(ha, "x.cfargotunnel.com");
      },
      530,
      "error code: 1033",
    ],
    [
      "a deleted tunnel",
      () =>
        (underTest.world.state.tunnels.get(underTest.world.tunnel(ingressOf(ha), [ha]))!.deletedAt =
          "2026-01-01T00:00:00Z"),
      530,
      "error code: 1033",
    ],
    ["no ingress at all", () => underTest.world.tunnel([], [ha]), 503, ""],
    ["an ingress for other names", () => underTest.world.tunnel(ingressOf("x.example.com"), [ha]), 404, ""],
    ["a bare status", () => underTest.world.tunnel([{ service: "http_status:418" }], [ha]), 418, ""],
    [
      "an origin that is down",
      () => underTest.world.tunnel(ingressOf(ha, "http://127.0.0.1:9"), [ha]),
      502,
      "Bad gateway",
    ],
    [
      "a service that is not HTTP",
      () => underTest.world.tunnel(ingressOf(ha, "ssh://localhost:22"), [ha]),
      502,
      "Bad gateway",
    ],
  ])("%s", async (...[, arrange, status, body]) => {
    await underTest.open(await underTest.origin());
    arrange();
    const answer = await underTest.send();
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(body);
    expect(underTest.received).toEqual([]);
  });
});

describe("however the host is spelled, nobody reaches the origin without a certificate", () => {
  test.each([ha.toUpperCase(), "Ha.Example.Com", `${ha}.`, `${ha}:443`, `${ha}:8443`, "HA.EXAMPLE.COM.:443"])(
    "%s",
    async (host) => {
      const phone = await underTest.world.device();
      underTest.world.state.hostnameAssociations = [ha];
      underTest.world.tunnel(ingressOf(ha), [ha]);
      underTest.world.rules(gate(ha, phone.pin));
      await underTest.open(await underTest.origin());
      expect([403, 404]).toContain((await underTest.send({ sni: ha, host })).status);
      expect([403, 404]).toContain(
        (await underTest.send({ sni: ha, host: ha, path: `https://${host}/` })).status,
      );
      expect(underTest.received).toEqual([]);
    },
  );
});

test("a rule that the edge can't evaluate lets nobody through", async () => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel(ingressOf(ha), [ha]);
  underTest.world.rules({ action: "rewrite", expression: "true" });
  expect((await underTest.send()).status).toBe(500);
  underTest.world.rules("this is no expression");
  expect((await underTest.send()).status).toBe(500);
  expect(underTest.received).toEqual([]);
});

test("without a connector a tunnel leads nowhere, if the simulator doesn't play one", async () => {
  await underTest.open(await underTest.origin());
  const { state } = underTest.world;
  state.playsConnectors = false;
  const tunnel = state.tunnels.get(underTest.world.tunnel(ingressOf(ha), [ha]))!;
  const alone = await underTest.send();
  expect([alone.status, alone.body]).toEqual([530, expect.stringContaining("1033")]);
  expect(underTest.received).toEqual([]);
  const { client_id } = connectTunnel(tunnel);
  expect((await underTest.send()).status).toBe(200);
  dropConnections(tunnel, client_id);
  expect((await underTest.send()).status).toBe(530);
});
