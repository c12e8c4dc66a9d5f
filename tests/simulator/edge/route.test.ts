import { EdgeUnderTest, ha } from "./edge-under-test.ts";
import { ingressOf } from "../support/edge-world.ts";

const underTest = new EdgeUnderTest();

test("the first ingress rule that matches host and decoded path decides", async () => {
  const [first, second, third] = [
    await underTest.origin((_, r) => r.end("1")),
    await underTest.origin((_, r) => r.end("2")),
    await underTest.origin((_, r) => r.end("3")),
  ];
  underTest.world.tunnel(
    [
      { hostname: ha, path: "^/api/.*x$", service: first },
      { hostname: "*.example.com", path: "(?i)^/A$", service: second },
      { hostname: ha, service: third },
      { service: "http_status:404" },
    ],
    [ha, "b.example.com"],
  );
  await underTest.open();
  const bodies: string[] = [];
  const paths = ["/api/%78", "/a", "/api/y", "/b/../a", "/api/x/../y"];
  for (const path of paths) bodies.push((await underTest.send({ path })).body);
  expect(bodies).toEqual(["1", "2", "3", "3", "3"]);
  expect((await underTest.send({ host: "b.example.com" })).status).toBe(404);
});

test("cloudflared doesn't match a host in another spelling", async () => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel(ingressOf(ha), [ha]);
  for (const host of [ha.toUpperCase(), `${ha}.`])
    expect((await underTest.send({ sni: ha, host })).status).toBe(404);
  expect(underTest.received).toEqual([]);
});
