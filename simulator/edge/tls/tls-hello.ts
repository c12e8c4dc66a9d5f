/** The parts of a TLS connection's first message that the edge needs before it responds. */
export interface ClientHello {
  /** In lower case; undefined when the client sends none. */
  readonly serverName: string | undefined;
  readonly offersTls13: boolean;
}

/**
 * Parses a ClientHello, which may be split across several TLS records (RFC 8446, section 4.1.2; RFC 6066, section 3).
 * Returns "incomplete" when more bytes are needed, and "malformed" when more bytes can't help.
 */
export function parseClientHello(bytes: Buffer): ClientHello | "incomplete" | "malformed" {
  const handshake = joinRecords(bytes);
  if (typeof handshake === "string") return handshake;
  try {
    return readHello(new Reader(handshake));
  } catch (error) {
    if (error instanceof RangeError) return "malformed";
    throw error;
  }
}

const handshakeRecord = 22;
const clientHelloMessage = 1;
const longestHello = 65_536;

/** The body of the ClientHello without record and message headers. */
function joinRecords(bytes: Buffer): Buffer | "incomplete" | "malformed" {
  const parts: Buffer[] = [];
  let collected = 0;
  for (let at = 0; ;) {
    if (at < bytes.length && bytes[at] !== handshakeRecord) return "malformed";
    if (bytes.length < at + 5) return "incomplete";
    const length = bytes.readUInt16BE(at + 3);
    if (length === 0) return "malformed";
    const part = bytes.subarray(at + 5, at + 5 + length);
    parts.push(part);
    collected += part.length;
    const body = completeBody(parts, collected);
    if (body !== "incomplete") return body;
    if (part.length < length) return "incomplete";
    at += 5 + length;
  }
}

function completeBody(parts: readonly Buffer[], collected: number): Buffer | "incomplete" | "malformed" {
  if (collected < 4) return "incomplete";
  const message = Buffer.concat(parts);
  if (message[0] !== clientHelloMessage) return "malformed";
  const length = message.readUIntBE(1, 3);
  if (length > longestHello) return "malformed";
  return collected < 4 + length ? "incomplete" : message.subarray(4, 4 + length);
}

function readHello(hello: Reader): ClientHello {
  hello.skip(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  let serverName: string | undefined;
  let offersTls13 = false;
  const extensions = hello.atEnd() ? new Reader(Buffer.alloc(0)) : hello.vector(2);
  while (!extensions.atEnd()) {
    const type = extensions.number(2);
    const body = extensions.vector(2);
    if (type === 0) serverName = readServerName(body);
    if (type === 43) offersTls13 = readVersions(body.vector(1)).includes(0x0304);
  }
  return { serverName, offersTls13 };
}

function readServerName(extension: Reader): string | undefined {
  const names = extension.vector(2);
  while (!names.atEnd()) {
    const type = names.number(1);
    const name = names.vector(2);
    if (type === 0) return name.rest().toString("latin1").toLowerCase();
  }
  return undefined;
}

function readVersions(versions: Reader): number[] {
  const found: number[] = [];
  while (!versions.atEnd()) found.push(versions.number(2));
  return found;
}

/** Reads big-endian numbers and length-prefixed vectors; throws a RangeError past the end. */
class Reader {
  private position = 0;

  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  number(length: number): number {
    const value = this.bytes.readUIntBE(this.position, length);
    this.position += length;
    return value;
  }

  skip(length: number): void {
    this.take(length);
  }

  vector(lengthOfLength: number): Reader {
    return new Reader(this.take(this.number(lengthOfLength)));
  }

  rest(): Buffer {
    return this.bytes.subarray(this.position);
  }

  private take(length: number): Buffer {
    const end = this.position + length;
    if (end > this.bytes.length) throw new RangeError("past the end of the ClientHello");
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }
}
