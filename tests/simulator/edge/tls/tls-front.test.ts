import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { ask, type Question, tlsOptions } from "../../support/ask.ts";
import { gate, type IssuedIdentity, ingressOf, World } from "../../support/edge-world.ts";
import { newSelfSigned } from "../../support/new-identity.ts";

const ha = "ha.example.com";
const other = "other.example.com";
let world: World;
let edge: Edge;
let phone: IssuedIdentity;

beforeEach(async () => {
  world = await World.create();
  phone = await world.device("phone");
  world.state.hostnameAssociations = [ha];
  world.tunnel([{ hostname: other, service: "http://other:80" }, ...ingressOf(ha)], [ha, other]);
  world.rules(gate(ha, phone.pin));
  edge = await startEdge({ state: world.state });
});

afterEach(() => edge.close());

/** What openssl says of a handshake; its own exit code does not matter. */
async function sClient(servername: string, ...more: readonly string[]): Promise<string> {
  const target = ["-connect", `127.0.0.1:${edge.httpsPort}`, "-servername", servername];
  const child = spawn("openssl", ["s_client", ...target, "-CAfile", edge.caPath, ...more]);
  child.stdin.end();
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "close");
  return said;
}

describe("a client certificate is requested", () => {
  test.each(["-tls1_2", "-tls1_3"])(
    "on an associated hostname, naming the managed CA (%s)",
    async (version) => {
      const said = await sClient(ha, version);
      expect(said).toMatch(/Acceptable client certificate CA names\n.*Managed CA [0-9a-f]{32}/);
      expect(said).toContain("Verify return code: 0 (ok)");
    },
  );

  test.each(["-tls1_2", "-tls1_3"])("on no other hostname (%s)", async (version) => {
    const said = await sClient(other, version);
    expect(said).toContain("No client certificate CA names sent");
    expect(said).toContain("Verify return code: 0 (ok)");
  });

  test("as soon as, and as long as, the hostname is associated", async () => {
    const asked = async (): Promise<boolean> =>
      (await ask(edge, { host: ha, identity: phone })).status === 200;
    expect(await asked()).toBe(true);
    world.state.hostnameAssociations = [];
    expect(await asked()).toBe(false);
    world.state.hostnameAssociations = ["HA.example.com"];
    expect(await asked()).toBe(true);
  });
});

describe.each(["TLSv1.2", "TLSv1.3"] as const)("over %s a gate responds with", (maxVersion) => {
  const status = async (question: Partial<Question>): Promise<number> =>
    (await ask(edge, { host: ha, maxVersion, ...question })).status;

  test("200 to a listed device", async () => {
    expect(await status({ identity: phone })).toBe(200);
  });

  test("403 without a certificate", async () => {
    expect(await status({})).toBe(403);
  });

  test("403 to a device that is not listed", async () => {
    expect(await status({ identity: await world.device("tablet") })).toBe(403);
  });

  test("403 to another customer of the same CA", async () => {
    expect(await status({ identity: await world.otherCustomer() })).toBe(403);
  });

  test("403 to a revoked device, from the moment of its revocation", async () => {
    phone.issued.status = "revoked";
    expect(await status({ identity: phone })).toBe(403);
  });

  test("403 to a self-signed certificate", async () => {
    expect(await status({ identity: await newSelfSigned("phone") })).toBe(403);
  });

  test("403 where the certificate was presented for another hostname of the zone", async () => {
    expect(await status({ sni: other, identity: phone })).toBe(403);
  });
});

describe("the rules see", () => {
  test("which certificates are verified, revoked, or only presented", async () => {
    const see = async (expression: string, identity: Question["identity"]): Promise<boolean> => {
      world.rules(expression);
      return (await ask(edge, { host: ha, ...(identity && { identity }) })).status === 403;
    };
    const field = (name: string): string => `cf.tls_client_auth.cert_${name}`;
    const stranger = await newSelfSigned("phone");
    expect(await see(`not ${field("presented")}`, undefined)).toBe(true);
    expect(await see(`${field("presented")} and not ${field("verified")}`, stranger)).toBe(true);
    expect(await see(`${field("verified")} and not ${field("revoked")}`, phone)).toBe(true);
    phone.issued.status = "pending_revocation";
    expect(await see(`${field("verified")} and ${field("revoked")}`, phone)).toBe(true);
  });

  test("all parts of the certificate in Cloudflare's spelling", async () => {
    const { issued } = phone;
    const [serial, ski] = [issued["serial_number"], issued["ski"]].map((hex) => String(hex).toUpperCase());
    world.rules(
      [
        `cf.tls_client_auth.cert_fingerprint_sha256 eq "${phone.pin}"`,
        `cf.tls_client_auth.cert_serial eq "${serial!}"`,
        `cf.tls_client_auth.cert_ski eq "${ski!}"`,
        `len(cf.tls_client_auth.cert_issuer_ski) eq 40`,
        `len(cf.tls_client_auth.cert_fingerprint_sha1) eq 40`,
        `cf.tls_client_auth.cert_subject_dn eq "CN=phone,O=Home"`,
        `cf.tls_client_auth.cert_subject_dn_legacy eq "/O=Home/CN=phone"`,
        `starts_with(cf.tls_client_auth.cert_issuer_dn, "CN=Managed CA ")`,
        `ends_with(cf.tls_client_auth.cert_issuer_dn, r"O=Cloudflare\\, Inc.,L=San Francisco,ST=California,C=US")`,
        `starts_with(cf.tls_client_auth.cert_issuer_dn_legacy, "/C=US/ST=California/L=San Francisco/O=Cloudflare, Inc./")`,
        `cf.tls_client_auth.cert_not_after wildcard "* GMT"`,
      ].join(" and "),
    );
    expect((await ask(edge, { host: ha, identity: phone })).status).toBe(403);
    expect((await ask(edge, { host: ha })).status).toBe(200);
  });

  test("an expired certificate as not verified", async () => {
    world.rules(`not cf.tls_client_auth.cert_verified`);
    const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() + 31 * 86_400_000);
    try {
      expect((await ask(edge, { host: ha, identity: phone })).status).toBe(403);
    } finally {
      now.mockRestore();
    }
  });
});

describe("the handshake fails", () => {
  test.each(["deep.ha.example.com", "example.org", "notexample.com"])(
    "for %s, which no certificate covers",
    async (sni) => {
      await expect(ask(edge, { sni, host: ha })).rejects.toThrow(/alert handshake failure/);
    },
  );

  test("without a server name", async () => {
    await expect(ask(edge, { sni: "", host: ha })).rejects.toThrow(/alert handshake failure/);
  });

  test("below the zone's minimum version", async () => {
    world.setting("min_tls_version", "1.3");
    const question = { host: ha, identity: phone };
    await expect(ask(edge, { ...question, maxVersion: "TLSv1.2" })).rejects.toThrow(/alert protocol version/);
    expect((await ask(edge, { ...question, maxVersion: "TLSv1.3" })).status).toBe(200);
  });

  test("for anything that isn't TLS, without affecting others", async () => {
    const socket = net.connect(edge.httpsPort, "127.0.0.1");
    await new Promise((resolve) => {
      socket.on("close", resolve).on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: ha.example.com\r\n\r\n");
    });
    expect((await ask(edge, { host: ha, identity: phone })).status).toBe(200);
  });
});

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "a session is never resumed, and so never keeps a certificate (%s)",
  async (maxVersion) => {
    let session: Buffer | undefined;
    const reused: boolean[] = [];
    for (const servername of [ha, ha, other]) {
      const { socket, offered } = await connect({
        ...tlsOptions(edge, { host: servername, identity: phone, maxVersion }),
        ...(session && { session }),
      });
      session ??= offered ?? socket.getSession();
      reused.push(socket.isSessionReused());
      socket.destroy();
    }
    expect(reused).toEqual([false, false, false]);
  },
);

test("a ClientHello can arrive byte by byte", async () => {
  const relay = net.createServer((client) => {
    const upstream = net.connect({ port: edge.httpsPort, host: "127.0.0.1", noDelay: true });
    let first = true;
    client.on("data", (chunk: Buffer) => {
      if (!first) upstream.write(chunk);
      else for (const byte of chunk) upstream.write(Buffer.from([byte]));
      first = false;
    });
    upstream.pipe(client);
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const { port } = relay.address() as net.AddressInfo;
  try {
    expect((await ask({ ...edge, httpsPort: port }, { host: ha, identity: phone })).status).toBe(200);
  } finally {
    relay.close();
  }
});

interface Connected {
  readonly socket: tls.TLSSocket;
  readonly offered: Buffer | undefined;
}

/** Connects, makes a request so that TLS 1.3 tickets could arrive, and reads the answer. */
function connect(options: tls.ConnectionOptions): Promise<Connected> {
  return new Promise((resolve, reject) => {
    let offered: Buffer | undefined;
    const socket = tls.connect({ ...options, host: "127.0.0.1", port: edge.httpsPort }, () => {
      socket.write(`GET / HTTP/1.1\r\nHost: ${ha}\r\n\r\n`);
    });
    socket.on("session", (session) => (offered = session));
    socket.on("error", reject);
    socket.once("data", () => {
      resolve({ socket, offered });
    });
  });
}
