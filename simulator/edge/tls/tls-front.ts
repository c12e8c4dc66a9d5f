import { constants } from "node:crypto";
import http2, { type Http2SecureServer } from "node:http2";
import net from "node:net";
import { closerOf } from "../closer.ts";
import { type EdgeCertificates, isCovered } from "./certificates.ts";
import type { State } from "../../state/state.ts";
import { type ClientHello, parseClientHello } from "./tls-hello.ts";

/**
 * The edge's HTTPS port. Whether a client certificate is requested depends on the server name, but a TLS server in Node
 * requests one always or never. So the ClientHello is read first, and decides which server gets the connection.
 */
export class TlsFront {
  readonly server = net.createServer((socket) => {
    this.peek(socket);
  });
  /** Breaks all connections and frees the port. */
  readonly close = closerOf(this.server);
  private readonly backends = new Map<string, Http2SecureServer>();

  private readonly state: State;
  private readonly certificates: EdgeCertificates;
  private readonly onServer: (server: Http2SecureServer) => void;

  constructor(state: State, certificates: EdgeCertificates, onServer: (server: Http2SecureServer) => void) {
    this.state = state;
    this.certificates = certificates;
    this.onServer = onServer;
  }

  private peek(socket: net.Socket): void {
    socket.on("error", () => socket.destroy());
    socket.setTimeout(helloTimeoutMs, () => socket.destroy());
    let received = Buffer.alloc(0);
    const onReadable = (): void => {
      for (let chunk = read(socket); chunk; chunk = read(socket)) received = Buffer.concat([received, chunk]);
      const hello = parseClientHello(received);
      if (hello === "incomplete") return;
      socket.off("readable", onReadable);
      socket.setTimeout(0);
      if (hello === "malformed") socket.destroy();
      else this.accept(socket, hello, received);
    };
    socket.on("readable", onReadable);
  }

  private accept(socket: net.Socket, hello: ClientHello, received: Buffer): void {
    const alert = this.refusal(hello);
    if (alert !== undefined) {
      socket.end(Buffer.from([alertRecord, 3, 3, 0, 2, fatal, alert]));
      return;
    }
    const asks = this.state.hostnameAssociations.some((name) => name.toLowerCase() === hello.serverName);
    socket.unshift(received);
    this.backend(asks).emit("connection", socket);
  }

  /** The TLS alert with which the handshake fails: no certificate for the name, or a version below the zone's minimum. */
  private refusal({ serverName, offersTls13 }: ClientHello): number | undefined {
    if (serverName === undefined || !isCovered(this.state.zone.name, serverName)) return handshakeFailure;
    return this.minimumVersion() === "TLSv1.3" && !offersTls13 ? protocolVersion : undefined;
  }

  private minimumVersion(): "TLSv1.2" | "TLSv1.3" {
    return this.state.settings.get("min_tls_version")?.value === "1.3" ? "TLSv1.3" : "TLSv1.2";
  }

  private backend(requestCert: boolean): Http2SecureServer {
    const minVersion = this.minimumVersion();
    const key = `${requestCert} ${minVersion}`;
    const known = this.backends.get(key);
    if (known) return known;
    const server = http2.createSecureServer({
      allowHTTP1: true,
      cert: this.certificates.chain,
      key: this.certificates.key,
      ca: this.state.managedCa.certificatePem,
      requestCert,
      // A missing or foreign certificate doesn't fail the handshake: the rules decide.
      rejectUnauthorized: false,
      minVersion,
      // A resumed session would keep the client certificate of the connection that created it.
      secureOptions: constants.SSL_OP_NO_TICKET,
    });
    server.on("tlsClientError", (_error: Error, socket: net.Socket) => socket.destroy());
    this.onServer(server);
    this.backends.set(key, server);
    return server;
  }
}

const helloTimeoutMs = 10_000;
const alertRecord = 21;
const fatal = 2;
const handshakeFailure = 40;
const protocolVersion = 70;

function read(socket: net.Socket): Buffer | null {
  return socket.read() as Buffer | null;
}
