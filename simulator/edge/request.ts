/** The facts about a connection's client certificate in the `cf.tls_client_auth` fields. */
export interface ClientCertificateFacts {
  readonly presented: boolean;
  /** Signed by the managed CA, and neither expired nor not yet valid. Also true of a revoked certificate. */
  readonly verified: boolean;
  readonly revoked: boolean;
  /** Lower-case hexadecimal. */
  readonly fingerprintSha256: string;
  readonly fingerprintSha1: string;
  /** 40 upper-case hexadecimal digits, like the next three. */
  readonly serial: string;
  readonly issuerSerial: string;
  readonly ski: string;
  readonly issuerSki: string;
  /** As in RFC 2253, most specific part first, for example `CN=phone,O=Home,C=US`. */
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

/** A request as rule expressions see it. Texts have one character per byte, like HTTP headers in Node. */
export interface EdgeRequest {
  /** The Host header without its port, in the client's spelling. */
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
  /** Lower-case name → all values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly serverPort: number;
  readonly clientCertificate: ClientCertificateFacts;
  /** Whether the client has solved a challenge, as only a browser can; default false. */
  readonly clearance?: boolean;
}

/** A connection without a client certificate: all fields have their documented defaults. */
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
