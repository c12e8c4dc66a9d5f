/** What the edge knows of the client certificate on a connection: the `cf.tls_client_auth` fields. */
export interface ClientCertificateFacts {
  readonly presented: boolean;
  /** A chain to the managed CA inside its validity. True for a revoked certificate, too. */
  readonly verified: boolean;
  readonly revoked: boolean;
  /** Lower-case hexadecimal. */
  readonly fingerprintSha256: string;
  readonly fingerprintSha1: string;
  /** Upper-case hexadecimal, 40 digits, as are the next three. */
  readonly serial: string;
  readonly issuerSerial: string;
  readonly ski: string;
  readonly issuerSki: string;
  /** RFC 2253: the most specific part first, for example `CN=phone,O=Home,C=US`. */
  readonly subjectDn: string;
  readonly issuerDn: string;
  /** For example `/C=US/O=Home/CN=phone`. */
  readonly subjectDnLegacy: string;
  readonly issuerDnLegacy: string;
  /** For example `Mar 21 13:35:00 2022 GMT`. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** The certificate as an RFC 9440 byte sequence: `:base64:`. */
  readonly rfc9440: string;
}

/** One request as rule expressions see it. Texts hold one character per byte, as HTTP headers do in Node. */
export interface EdgeRequest {
  /** The Host header without its port, in the client's own spelling. */
  readonly host: string;
  readonly method: string;
  /** After URL normalisation. */
  readonly path: string;
  readonly query: string;
  /** As the client sent it; defaults to `path`. */
  readonly rawPath?: string;
  /** False for plain HTTP. */
  readonly tls: boolean;
  readonly ip: string;
  readonly asn: number;
  /** ISO 3166-1 alpha-2, upper case; `XX` where unknown. */
  readonly country: string;
  readonly userAgent: string;
  /** Lower-case name → every value in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly serverPort: number;
  readonly clientCertificate: ClientCertificateFacts;
  /** Whether the client has solved a challenge before, as only a browser can; false where it is left out. */
  readonly clearance?: boolean;
}

/** A connection without a client certificate: every field at its documented default. */
export const noClientCertificate: ClientCertificateFacts = {
  presented: false,
  verified: false,
  revoked: false,
  fingerprintSha256: "",
  fingerprintSha1: "",
  serial: "",
  issuerSerial: "",
  ski: "",
  issuerSki: "",
  subjectDn: "",
  issuerDn: "",
  subjectDnLegacy: "",
  issuerDnLegacy: "",
  notBefore: "",
  notAfter: "",
  rfc9440: "",
};
