/** One entry of a response's `errors`. */
export interface ApiErrorEntry {
  readonly code: number;
  readonly message: string;
  readonly source?: { readonly pointer: string } | undefined;
  /** The page of the API's documentation that explains the refusal. */
  readonly documentation_url?: string | undefined;
  readonly error_chain?: readonly { readonly code: number; readonly message: string }[];
}

/** A refused request: the HTTP status and the envelope's `errors`. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly ApiErrorEntry[];

  constructor(status: number, errors: readonly ApiErrorEntry[]) {
    super(errors.map(({ code, message }) => `${code} ${message}`).join("; "));
    this.status = status;
    this.errors = errors;
  }
}

/*
 * The catalogue. Codes and texts are Cloudflare's own, from its documentation or from its users' reports. Where an entry
 * says "code undocumented", only the class of its status is right.
 */

const refuse = (status: number, code: number, message: string): ApiError =>
  new ApiError(status, [{ code, message }]);

// Requests in general

export const noRoute = (path: string): ApiError =>
  new ApiError(404, [
    { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: "No route for that URI" },
  ]);

export const methodNotAvailable = (method: string): ApiError =>
  refuse(405, 7001, `Method ${method} not available for that URI.`);

export const malformedJson = (): ApiError => refuse(400, 6007, "Malformed JSON in request body");

/** Code undocumented: each of Cloudflare's products has its own. */
export const invalidRequest = (detail: string): ApiError => refuse(400, 1004, `Invalid request: ${detail}`);

export const missingCredentials = (): ApiError =>
  refuse(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");

export const malformedAuthorization = (): ApiError =>
  new ApiError(400, [
    {
      code: 6003,
      message: "Invalid request headers",
      error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
    },
  ]);

export const invalidAccessToken = (): ApiError => refuse(403, 9109, "Invalid access token");

/** For a missing permission, and for an account or zone that the token doesn't cover. */
export const authenticationError = (): ApiError => refuse(403, 10000, "Authentication error");

/** `GET /user/tokens/verify` has its own code for a token that doesn't exist. */
export const invalidApiToken = (): ApiError => refuse(401, 1000, "Invalid API Token");

// Tunnels

export const tunnelNameTaken = (): ApiError =>
  refuse(
    409,
    1013,
    "You already have a tunnel with this name. Delete the existing tunnel, or choose a different name for your new tunnel",
  );

/** Code undocumented. */
export const tunnelNotFound = (): ApiError => refuse(404, 1003, "Tunnel not found");

/** Code undocumented. */
export const tunnelAlreadyDeleted = (): ApiError => refuse(400, 1003, "Tunnel is already deleted");

export const tunnelHasConnections = (): ApiError =>
  refuse(400, 1022, "Cannot delete tunnel because it has active connections");

/** Code undocumented; the texts are cloudflared's. */
export const badTunnelConfiguration = (detail: string): ApiError =>
  refuse(400, 1056, `Bad Configuration: ${detail}`);

// DNS records

export const recordNotFound = (): ApiError => refuse(404, 81044, "Record does not exist.");

export const hostAlreadyHasRecord = (): ApiError =>
  refuse(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");

export const hostAlreadyHasCname = (): ApiError =>
  refuse(400, 81054, "A CNAME record with that host already exists.");

export const identicalRecord = (): ApiError => refuse(400, 81058, "An identical record already exists.");

export const dnsValidation = (code: number, message: string): ApiError => refuse(400, code, message);

// Zone settings

export const unknownZoneSetting = (): ApiError => refuse(400, 1006, "Unrecognized zone setting name");

export const invalidZoneSettingValue = (id: string): ApiError =>
  refuse(400, 1007, `Invalid value for zone setting ${id}`);

export const zoneSettingNotEditable = (id: string): ApiError =>
  refuse(400, 1015, `Not allowed to edit setting for ${id}`);

// Client certificates and hostname associations

export const certificateNotFound = (): ApiError => refuse(404, 1415, "Invalid Certificate ID in request");

export const certificateQuotaReached = (): ApiError =>
  refuse(400, 1445, "You have reached the maximum number of active client certificates for this zone");

/** Code undocumented. */
export const csrRefused = (detail: string): ApiError => refuse(400, 1403, `Invalid CSR: ${detail}`);

/** Code undocumented. */
export const certificateStateRefused = (detail: string): ApiError => refuse(400, 1416, detail);

/** Code undocumented. */
export const hostnameAssociationRefused = (detail: string): ApiError => refuse(400, 1410, detail);

// Rulesets

/** A refusal with a pointer to the rejected part of the body. */
export const rulesetRefused = (code: number, message: string, pointer?: string): ApiError =>
  new ApiError(400, [{ code, message, ...(pointer === undefined ? {} : { source: { pointer } }) }]);

export const entryPointNotFound = (phase: string): ApiError =>
  refuse(404, 10003, `could not find entrypoint ruleset in the ${phase} phase`);

/** Code undocumented. */
export const rulesetNotFound = (): ApiError => refuse(404, 10001, "could not find ruleset");

/** Code undocumented. */
export const ruleNotFound = (): ApiError => refuse(404, 10002, "could not find rule");

// IP Access rules

export const accessRuleNotFound = (): ApiError => refuse(404, 10001, "firewallaccessrules.api.not_found");

export const accessRuleExists = (): ApiError =>
  refuse(400, 10009, "firewallaccessrules.api.duplicate_of_existing");

export const accessRuleRefused = (): ApiError =>
  refuse(400, 10001, "firewallaccessrules.api.invalid_configuration");
