import { certificateInputs, type CertificateInputs } from "../domain/certificates/certificate-inputs.ts";
import type { Problem } from "../domain/errors.ts";
import { certificateName, readCertificateName } from "../domain/certificates/generation.ts";
import type { HeldDevice, Home } from "../domain/configuration/home.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { deviceOf } from "../zone/findings/certificates.ts";
import { findNamed, resourcesOf, type StackState } from "../zone/state.ts";

/** The desired home, and by device the certificate requests (PEM) of devices that keep their key. */
export interface DesiredHome {
  readonly home: Home;
  readonly requests: Readonly<Record<string, string>>;
}

/** Returns the names of certificates that this run replaces under the same name because their inputs have changed. */
export function findRenewed({ home, requests }: DesiredHome, state: StackState): Set<string> {
  const current = home.held.filter(({ previous }) => !previous);
  const renewed = current.filter((held) => {
    const issued = findNamed(state, typeTokens.certificate, `${held.logicalName}-certificate`)?.outputs;
    const desired = certificateInputs(held, home.configuration);
    return (
      issued !== undefined &&
      (issued["validityDays"] !== desired.validityDays ||
        !(held.csr === undefined
          ? isSameKey(state, held, desired)
          : isSameRequest(issued["csr"], requests[held.device])))
    );
  });
  return new Set(renewed.map(({ logicalName }) => logicalName));
}

/** Ignores the common name: older certificates, whose name lacks the generation, are kept. */
function isSameKey(state: StackState, { logicalName }: HeldDevice, desired: CertificateInputs): boolean {
  const { organization, country } = desired.subject;
  const key = findNamed(state, typeTokens.key, `${logicalName}-key`)?.outputs;
  const request = findNamed(state, typeTokens.request, `${logicalName}-request`)?.outputs;
  return agrees(key, desired.key) && agrees(request?.["subject"], { organization, country });
}

/** Ignores line endings, which Cloudflare may change. */
export function isSameRequest(previous: unknown, now: string | undefined): boolean {
  return typeof previous === "string" && previous.replaceAll("\r", "").trim() === now?.trim();
}

function agrees(found: unknown, desired: object): boolean {
  return (
    typeof found === "object" &&
    found !== null &&
    Object.entries(desired).every(([name, value]) => (found as Record<string, unknown>)[name] === value)
  );
}

/**
 * Checks that each generation to be kept exists. Otherwise it would be newly issued, which helps nobody, and the one in
 * use would be revoked.
 */
export function checkKept({ held }: Home, state: StackState): Problem[] {
  const names = resourcesOf(state, typeTokens.certificate).map(deviceOf);
  return held
    .filter(({ previous }) => previous)
    .flatMap((kept) => {
      const trouble = names.includes(kept.logicalName) ? otherKind(kept, state) : nothingToKeep(kept, names);
      return trouble === undefined
        ? []
        : [{ code: "bad-value" as const, where: `keepPrevious of ${kept.device}`, ...trouble }];
    });
}

type Trouble = Pick<Problem, "what" | "fix">;

function nothingToKeep({ device, generation }: HeldDevice, names: readonly string[]): Trouble {
  const generations = names
    .flatMap((name) => readCertificateName(name) ?? [])
    .filter((known) => known.device === device)
    .map((known) => known.generation);
  const newest = Math.max(...generations);
  return {
    what: `has nothing to keep: the stack has no certificate of generation ${generation}`,
    fix:
      generations.length === 0
        ? "Remove it."
        : `It has generation ${generations.join(" and ")}: set generation: ${newest + 1}, or remove keepPrevious.`,
  };
}

/** A device's own key was never here, so its generation can't be kept as one with a bundle, nor vice versa. */
function otherKind({ device, generation, csr }: HeldDevice, state: StackState): Trouble | undefined {
  const name = certificateName({ device, generation });
  const hasKey = findNamed(state, typeTokens.key, `${name}-key`)?.outputs !== undefined;
  if (hasKey === (csr === undefined)) {
    return undefined;
  }
  return {
    what: `can't keep generation ${generation}: it was made ${hasKey ? "without" : "with"} a csr, unlike its successor`,
    fix: "Add the successor as a separate device and remove this one when it works, or remove keepPrevious.",
  };
}
