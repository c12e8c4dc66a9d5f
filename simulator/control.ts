import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { ApiError } from "./api/errors.ts";
import type { ExposureLog } from "./exposure/log.ts";
import { FAULT, type Faults } from "./faults.ts";
import type { ManagedCa } from "./ca/managed-ca.ts";
import type { RequestLog } from "./request-log.ts";
import type { State } from "./state/state.ts";
import { accessRuleResult } from "./api/routes/access-rules.ts";
import { tunnelResult } from "./api/routes/tunnels.ts";
import { zoneResult } from "./api/routes/zones.ts";
import { connectTunnel, findLiveTunnel } from "./state/tunnels.ts";

/** The parts of a simulator that the control routes read and change. */
export interface Controlled {
  readonly state: State;
  readonly ca: ManagedCa;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly exposures: ExposureLog;
}

const FOREIGN_CERTIFICATE = z.strictObject({
  csr: z.string(),
  validity_days: z.int().min(1).max(36_500).default(3650),
});

const EXPECTATIONS = z.strictObject({
  hosts: z.record(z.string(), z.array(z.string())).default({}),
  lanes: z.array(z.strictObject({ hostname: z.string(), path: z.string() })).default([]),
});

const LIMITS = z.strictObject({
  client_certificates: z.int().min(0).optional(),
  custom_rules: z.int().min(0).optional(),
});

/** The routes `/_simulator/…`, through which tests control and observe the simulator. They need no token. */
export function controlRoutes(controlled: Controlled): Hono {
  const control = new Hono();
  routeObservation(control, controlled);
  routeFaults(control, controlled);
  routeWorld(control, controlled);
  const root = new Hono();
  root.route("/_simulator", control);
  root.notFound((c) => c.json({ error: `The simulator has no ${c.req.method} ${c.req.path}` }, 404));
  root.onError((error, c) => {
    if (error instanceof ApiError)
      return c.json({ error: error.message }, error.status as ContentfulStatusCode);
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    throw error;
  });
  return root;
}

function routeObservation(control: Hono, { state, requests, exposures }: Controlled): void {
  control.get("/requests", (c) => c.json(requests.list()));
  control.delete("/requests", (c) => {
    requests.clear();
    return c.body(null, 204);
  });
  control.get("/exposures", (c) => c.json(exposures.list()));
  control.get("/state", (c) => c.json(describeState(state)));
}

function routeFaults(control: Hono, { faults }: Controlled): void {
  control.get("/faults", (c) => c.json(faults.list()));
  control.post("/faults", async (c) => {
    const fault = await readControl(c, FAULT);
    faults.set(fault);
    return c.json(fault);
  });
  control.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
}

function routeWorld(control: Hono, { state, ca, exposures }: Controlled): void {
  const check = (c: Context): void => {
    exposures.check({ number: null, method: c.req.method, path: c.req.path });
  };
  control.post("/foreign-certificates", async (c) => {
    const { csr, validity_days } = await readControl(c, FOREIGN_CERTIFICATE);
    const { certificate, fingerprintSha256 } = await ca.issue(csr, validity_days);
    const foreign = { certificate, fingerprint_sha256: fingerprintSha256 };
    state.foreignCertificates.set(fingerprintSha256, foreign);
    check(c);
    return c.json(foreign);
  });
  control.put("/expectations", async (c) => {
    state.expectations = await readControl(c, EXPECTATIONS);
    check(c);
    return c.json(state.expectations);
  });
  control.put("/limits", async (c) => {
    const { client_certificates, custom_rules } = await readControl(c, LIMITS);
    state.limits.clientCertificates = client_certificates ?? state.limits.clientCertificates;
    state.limits.customRules = custom_rules ?? state.limits.customRules;
    return c.json({
      client_certificates: state.limits.clientCertificates,
      custom_rules: state.limits.customRules,
    });
  });
  control.post("/tunnels/:tunnel/connections", (c) =>
    c.json(connectTunnel(findLiveTunnel(state, c.req.param("tunnel")))),
  );
}

/** The whole state as JSON, each object as the API returns it, with deleted tunnels and revoked certificates. */
function describeState(state: State): object {
  return {
    zone: zoneResult(state),
    tunnels: [...state.tunnels.values()].map((tunnel) => ({
      ...tunnelResult(state, tunnel),
      configuration: { version: tunnel.configuration.version, config: tunnel.configuration.config },
    })),
    dnsRecords: [...state.dnsRecords.values()],
    settings: Object.fromEntries([...state.settings].map(([id, { value }]) => [id, value])),
    clientCertificates: [...state.clientCertificates.values()],
    hostnameAssociations: state.hostnameAssociations,
    rulesets: [...state.rulesets.values()],
    accessRules: [...state.accessRules.values()].map((rule) => accessRuleResult(state, rule)),
    botManagement: state.botManagement,
    foreignCertificates: [...state.foreignCertificates.values()],
  };
}

async function readControl<T>(c: Context, shape: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new ApiError(400, [{ code: 400, message: "the body is not JSON" }]);
  }
  return shape.parse(body);
}
