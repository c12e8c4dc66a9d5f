import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Failure, messageOf } from "../../domain/failure.ts";

/** Where to reach a hostname. */
export interface Address {
  readonly hostname: string;
  /** The server to connect to; TLS and the Host header use the hostname. */
  readonly connect: { readonly host: string; readonly port: number };
  /** PEM of the authorities to verify the edge's certificate against; the system's by default. */
  readonly authorities: string | undefined;
}

/** A device's key and certificate. */
export interface Identity {
  readonly name: string;
  /** Whether it is a previous generation, kept until its successor works. */
  readonly previous: boolean;
  /** PKCS#12. */
  readonly bundle: Buffer;
  readonly password: string;
}

export interface Knock {
  readonly path: string;
  /** GET by default. */
  readonly method?: string;
  readonly identity?: Identity | undefined;
  /** Whether to ask for a WebSocket. */
  readonly upgrade?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The beginning of it. */
  readonly body: string;
  /** When the certificate that was presented to the edge expires. */
  readonly expiresOn: Date | undefined;
}

const timeoutMs = 20_000;
const keptCharacters = 20_000;

/** Sends one request over HTTPS. @throws Failure when there is no answer, or the bundle can't be opened */
export async function knock(address: Address, { path, method, identity, upgrade }: Knock): Promise<Answer> {
  const request = openBundle(identity, () =>
    https.request({
      ...commonOptions(address, path),
      method: method ?? "GET",
      servername: address.hostname,
      headers: { host: address.hostname, ...(upgrade === true ? upgradeHeaders() : {}) },
      ...(address.authorities === undefined ? {} : { ca: address.authorities }),
      ...(identity === undefined ? {} : { pfx: identity.bundle, passphrase: identity.password }),
    }),
  );
  return await answerOf(request, address);
}

/** Sends one request over plain HTTP. @throws Failure when there is no answer */
export async function knockPlainly(address: Address, path: string): Promise<Answer> {
  const request = http.request({ ...commonOptions(address, path), headers: { host: address.hostname } });
  return await answerOf(request, address);
}

function commonOptions({ connect }: Address, path: string): http.RequestOptions {
  // Each request uses a new connection, so that none can use a connection that another was let in with.
  return { host: connect.host, port: connect.port, path, method: "GET", agent: false, timeout: timeoutMs };
}

function upgradeHeaders(): Record<string, string> {
  return {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
}

/** Node opens the bundle when the request is created: a wrong password or a damaged file fails only here. */
function openBundle<T>(identity: Identity | undefined, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (identity === undefined) {
      throw error;
    }
    throw new Failure({
      code: "bad-bundle",
      where: `bundle of ${identity.name}`,
      what: `can't be opened: ${messageOf(error)}`,
      fix: "Use the bundle's own password: npx pulumi stack output bundlePasswords --show-secrets",
    });
  }
}

/** Sends a request and reads the response. @throws Failure when none comes */
export function answerOf(request: http.ClientRequest, address: Address): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} seconds`)));
    request.on("error", (error) => {
      reject(unreachable(address, error));
    });
    request.on("upgrade", (response, socket) => {
      const answer = { ...headOf(response, socket), body: "" };
      socket.destroy();
      resolve(answer);
    });
    request.on("response", (response) => {
      const head = headOf(response, response.socket);
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body = (body + text).slice(0, keptCharacters);
      });
      response.on("error", (error) => {
        reject(unreachable(address, error));
      });
      response.on("end", () => {
        resolve({ ...head, body });
      });
    });
    request.end();
  });
}

function headOf(response: http.IncomingMessage, socket: Socket): Omit<Answer, "body"> {
  const shown = socket instanceof TLSSocket ? socket.getCertificate() : null;
  const until = shown !== null && "valid_to" in shown ? new Date(String(shown.valid_to)) : undefined;
  return { status: response.statusCode ?? 0, headers: response.headers, expiresOn: until };
}

function unreachable({ hostname, connect }: Address, error: Error): Failure {
  const code = "code" in error ? String(error.code) : "";
  const where = connect.host === hostname ? hostname : `${hostname} at ${connect.host}:${connect.port}`;
  const known = reasons.find(({ sign }) => sign.test(code));
  const what = `can't be reached: ${error.message}`;
  return new Failure({
    code: known?.code ?? "unreachable",
    where,
    what,
    fix: known?.fix ?? "Check that this machine is online, and that the stack is deployed: npx pulumi up",
  });
}

const reasons = [
  {
    sign: /^(ENOTFOUND|EAI_AGAIN)$/,
    code: "unreachable",
    fix: "The name does not resolve: deploy the stack (npx pulumi up), then wait a few minutes for its DNS record.",
  },
  {
    sign: /HANDSHAKE_FAILURE|^EPROTO$/,
    code: "deep-hostname",
    fix: "The edge has no certificate for it: Universal SSL covers one label below the zone, and a new zone gets its certificate after some minutes.",
  },
  {
    sign: /SELF_SIGNED|UNABLE_TO|CERT_|ALTNAME/,
    code: "unreachable",
    fix: "The server is not Cloudflare's, or its certificate authority is not trusted here (--cafile).",
  },
] as const;
