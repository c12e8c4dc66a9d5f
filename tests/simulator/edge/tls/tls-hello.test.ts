import fc from "fast-check";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { parseClientHello } from "cloudflare-simulator/edge/tls/tls-hello.ts";

/** The first flight of a real client. */
async function helloOf(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const arrived = new Promise<Buffer>((resolve) => {
    server.once("connection", (socket) => {
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data);
      });
      socket.on("error", () => undefined);
    });
  });
  const { port } = server.address() as AddressInfo;
  tls.connect({ ...options, host: "127.0.0.1", port }).on("error", () => undefined);
  const hello = await arrived;
  server.close();
  return hello;
}

/** The same message in records of at most `size` bytes. */
function split(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part);
  }
  return Buffer.concat(records);
}

test.each([
  ["TLSv1.3", true],
  ["TLSv1.2", false],
] as const)("reads name and versions of a %s client", async (maxVersion, offersTls13) => {
  const hello = await helloOf({ servername: "HA.example.com", maxVersion });
  expect(parseClientHello(hello)).toEqual({ serverName: "ha.example.com", offersTls13 });
});

test("reads a client without a server name", async () => {
  expect(parseClientHello(await helloOf({}))).toEqual({ serverName: undefined, offersTls13: true });
});

test("each prefix of a hello is incomplete, and bytes after it don't matter", async () => {
  const hello = await helloOf({ servername: "ha.example.com" });
  for (let length = 0; length < hello.length; length += 1) {
    expect(parseClientHello(hello.subarray(0, length))).toBe("incomplete");
  }
  const expected = parseClientHello(hello);
  expect(parseClientHello(Buffer.concat([hello, Buffer.from("more")]))).toEqual(expected);
  for (const size of [1, 3, 100]) expect(parseClientHello(split(hello, size))).toEqual(expected);
});

test("garbage and damaged hellos cause no error other than the result", async () => {
  const hello = await helloOf({ servername: "ha.example.com" });
  expect(parseClientHello(Buffer.from("GET / HTTP/1.1\r\n"))).toBe("malformed");
  expect(parseClientHello(Buffer.from([22, 3, 1, 0, 0]))).toBe("malformed");
  expect(parseClientHello(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]))).toBe("malformed");
  const damaged = fc
    .tuple(fc.nat(hello.length - 1), fc.nat(255), fc.nat(hello.length))
    .map(([at, byte, length]) => {
      const copy = Buffer.from(hello);
      copy[at] = byte;
      return copy.subarray(0, length);
    });
  const any = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(any, (bytes) => {
      const result = parseClientHello(bytes);
      expect(typeof result === "string" || typeof result.offersTls13 === "boolean").toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
