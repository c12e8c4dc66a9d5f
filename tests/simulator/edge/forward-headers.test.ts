import { EdgeUnderTest, ha } from "./edge-under-test.ts";
import { homeAssistant, ingressOf } from "../support/edge-world.ts";

const underTest = new EdgeUnderTest();

describe("the origin gets", () => {
  test("the request as it was sent (method, target, body, headers), and the name of the service", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    const path = "/a//b/%2e%2e/c%20d?e=%20&f";
    await underTest.send({
      method: "PUT",
      path,
      body: "hello",
      headers: { "content-type": "text/x", "x-own": ["1", "2"] },
    });
    expect(underTest.received[0]).toMatchObject({ method: "PUT", url: path, body: "hello" });
    expect([underTest.header("host"), underTest.header("content-type"), underTest.header("x-own")]).toEqual([
      [ha],
      ["text/x"],
      ["1", "2"],
    ]);
    expect(underTest.header("x-simulated-service")).toEqual([homeAssistant]);
  });

  test("the client's address in one line of X-Forwarded-For, and no header that a client forged", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    await underTest.send();
    expect(underTest.header("x-forwarded-for")).toEqual(["127.0.0.1"]);
    const forged = {
      "cf-connecting-ip": "6.6.6.6",
      "cf-ray": "x",
      "x-forwarded-proto": "http",
      "x-simulated-service": "x",
    };
    await underTest.send({ headers: { ...forged, "x-forwarded-for": ["1.1.1.1", "2.2.2.2"] } });
    expect(underTest.header("x-forwarded-for")).toEqual(["1.1.1.1, 2.2.2.2, 127.0.0.1"]);
    expect([
      underTest.header("cf-connecting-ip"),
      underTest.header("x-forwarded-proto"),
      underTest.header("x-simulated-service"),
    ]).toEqual([["127.0.0.1"], ["https"], [homeAssistant]]);
    expect(underTest.header("cf-ray")).toEqual([expect.stringMatching(/^[0-9a-f]{16}-/)]);
  });

  test("the address, AS number and country that a client pretends to have", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    underTest.world.rules(
      `not (ip.src in {203.0.113.0/24} and ip.src.asnum eq 64500 and ip.src.country eq "NL")`,
    );
    expect((await underTest.send()).status).toBe(403);
    const headers = {
      "x-simulated-client-ip": "203.0.113.5",
      "x-simulated-client-asn": "64500",
      "x-simulated-client-country": "nl",
    };
    expect((await underTest.send({ headers })).status).toBe(200);
    expect([underTest.header("cf-connecting-ip"), underTest.header("cf-ipcountry")]).toEqual([
      ["203.0.113.5"],
      ["NL"],
    ]);
    expect(underTest.received[0]!.rawHeaders.join()).not.toContain("x-simulated-client");
  });

  test("the ingress rule's httpHostHeader, or else the tunnel's default", async () => {
    await underTest.open(await underTest.origin());
    const id = underTest.world.tunnel(
      [{ hostname: ha, service: homeAssistant, originRequest: { httpHostHeader: "inside" } }],
      [ha, "b.example.com"],
    );
    const { configuration } = underTest.world.state.tunnels.get(id)!;
    const ingress = [...configuration.config!.ingress, { service: homeAssistant }];
    configuration.config = { ingress, originRequest: { httpHostHeader: "default" } };
    await underTest.send();
    expect(underTest.header("host")).toEqual(["inside"]);
    await underTest.send({ host: "b.example.com" });
    expect(underTest.header("host")).toEqual(["default"]);
  });

  test("no hop-by-hop headers", async () => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    await underTest.send({
      headers: { connection: "x-secret, close", "x-secret": "1", te: "trailers", "proxy-authorization": "x" },
    });
    expect([
      underTest.header("x-secret"),
      underTest.header("te"),
      underTest.header("proxy-authorization"),
    ]).toEqual([[], [], []]);
  });
});
