import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success } from "../envelope.ts";
import { certificateStateRefused, hostnameAssociationRefused } from "../errors.ts";
import { successPage } from "../paging.ts";
import type { ManagedCa } from "../../ca/managed-ca.ts";
import type { State } from "../../state/state.ts";
import {
  associateHostnames,
  createClientCertificate,
  findClientCertificate,
  reactivateClientCertificate,
  revokeClientCertificate,
} from "../../state/client-certificates.ts";

// Cloudflare publishes no limits for validity_days; these keep a certificate's dates representable.
const NEW_CERTIFICATE = z.looseObject({ csr: z.string(), validity_days: z.int().min(1).max(36_500) });
const CHANGE = z.looseObject({ reactivate: z.boolean().optional() });
const ASSOCIATIONS = z.looseObject({
  hostnames: z.array(z.string()),
  mtls_certificate_id: z.string().optional(),
});

const PAGE_SIZE = { usual: 20, least: 5, most: 50 };

/** Client certificates of the managed CA: `/zones/{zone}/client_certificates`. */
export function clientCertificateRoutes(state: State, ca: ManagedCa): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const { status = "all" } = c.req.query();
    const certificates = [...state.clientCertificates.values()];
    return successPage(
      c,
      certificates.filter((certificate) => status === "all" || certificate.status === status),
      PAGE_SIZE,
    );
  });
  routes.post("/", async (c) => {
    const { csr, validity_days } = await readBody(c, NEW_CERTIFICATE);
    return success(c, await createClientCertificate(state, ca, { csr, validityDays: validity_days }));
  });
  routes.get("/:certificate", (c) => success(c, findClientCertificate(state, parameter(c, "certificate"))));
  routes.patch("/:certificate", async (c) => {
    const { reactivate } = await readBody(c, CHANGE);
    const certificate = findClientCertificate(state, parameter(c, "certificate"));
    if (reactivate !== true) throw certificateStateRefused("A certificate can only be reactivated");
    return success(c, reactivateClientCertificate(state, certificate));
  });
  routes.delete("/:certificate", (c) =>
    success(c, revokeClientCertificate(findClientCertificate(state, parameter(c, "certificate")))),
  );
  return routes;
}

/** Hostnames on which the edge requests a client certificate: `/zones/{zone}/certificate_authorities/hostname_associations`. */
export function hostnameAssociationRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    refuseUploadedCa(c.req.query("mtls_certificate_id"));
    return success(c, { hostnames: state.hostnameAssociations });
  });
  routes.put("/", async (c) => {
    const { hostnames, mtls_certificate_id } = await readBody(c, ASSOCIATIONS);
    refuseUploadedCa(mtls_certificate_id);
    associateHostnames(state, hostnames);
    return success(c, { hostnames: state.hostnameAssociations });
  });
  return routes;
}

// Uploaded CAs are an Enterprise feature: a free zone has none.
function refuseUploadedCa(id: string | undefined): void {
  if (id !== undefined) throw hostnameAssociationRefused(`There is no uploaded CA ${id}`);
}
