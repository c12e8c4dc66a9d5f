import { once } from "node:events";
import net from "node:net";
import { closerOf } from "cloudflare-simulator/edge/closer.ts";

test("closing breaks the connections that are open, and frees the port", async () => {
  const server = net.createServer();
  const close = closerOf(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const client = net.connect(port, "127.0.0.1").on("error", () => undefined);
  await once(server, "connection");
  await close();
  await once(client, "close");
  const [refusal] = (await once(net.connect(port, "127.0.0.1"), "error")) as [NodeJS.ErrnoException];
  expect(refusal.code).toBe("ECONNREFUSED");
});
