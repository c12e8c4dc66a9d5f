import net from "node:net";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";
import { homeAssistant, ingressOf } from "../support/edge-world.ts";

const underTest = new EdgeUnderTest();

/** A GET over plain HTTP with exactly these header lines; everything that comes back. */
async function sendRaw(lines: string): Promise<string> {
  const socket = net.connect(underTest.edge.httpPort, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test("409 to a host of another zone, and 400 to a request with no host or with two", async () => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel([{ service: homeAssistant }], [ha]);
  expect((await underTest.send({ sni: ha, host: "example.org" })).status).toBe(409);
  expect((await underTest.send({ sni: ha, host: "ha.example.com.example.org" })).status).toBe(409);
  expect(await sendRaw(`Host: ${ha}\r\nHost: x.example.com\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendRaw("")).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendRaw("Host:\r\n")).toMatch(/^HTTP\/1.1 400 /);
  expect(await sendRaw(`Host: ${ha}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  expect(underTest.received).toHaveLength(1);
});

test("the host of an absolute target overrides the Host header", async () => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel([{ service: homeAssistant }], [ha, "x.example.com"]);
  underTest.world.rules(`http.host eq "${ha}"`);
  expect((await underTest.send({ host: "x.example.com" })).status).toBe(200);
  expect((await underTest.send({ host: "x.example.com", path: `https://${ha}/` })).status).toBe(403);
});

test.each([
  ["x-simulated-client-ip", "somewhere"],
  ["x-simulated-client-asn", "AS1.5"],
  ["x-simulated-client-country", "Netherlands"],
])("an invalid pretended origin is refused: %s", async (name, value) => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel(ingressOf(ha), [ha]);
  expect((await underTest.send({ headers: { [name]: value } })).status).toBe(400);
  expect(underTest.received).toEqual([]);
});
