import net from "node:net";
import { EdgeUnderTest } from "./edge-under-test.ts";

const underTest = new EdgeUnderTest();

test("closing frees both ports even with open connections", async () => {
  await underTest.open(await underTest.origin());
  const ports = [underTest.edge.httpsPort, underTest.edge.httpPort];
  const sockets = ports.map((port) => net.connect(port, "127.0.0.1").on("error", () => undefined));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
  await underTest.edge.close();
  for (const port of ports) {
    const refused = new Promise((resolve) => net.connect(port, "127.0.0.1").once("error", resolve));
    expect(await refused).toMatchObject({ code: "ECONNREFUSED" });
  }
});
