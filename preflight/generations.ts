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
    const certificate = outputsOf(state, typeTokens.certificate, `${held.logicalName}-certificate`);
    if (certificate === undefined) {
      return false;
    }
    const wanted = certificateInputs(held, home.configuration);
    const isSame =
      certificate["validityDays"] === wanted.validityDays &&
      (held.csr === undefined
        ? isSameKey(state, held, wanted)
        : isSameRequest(certificate["csr"], requests[held.device]));
    return !isSame;
  });
  return new Set(renewed.map(({ logicalName }) => logicalName));
}

/** Ignores the common name: older certificates, whose name lacks the generation, are kept. */
function isSameKey(state: StackState, { logicalName }: HeldDevice, wanted: CertificateInputs): boolean {
  const { organization, country } = wanted.subject;
  const key = outputsOf(state, typeTokens.key, `${logicalName}-key`);
  const request = outputsOf(state, typeTokens.request, `${logicalName}-request`);
  return agrees(key, wanted.key) && agrees(request?.["subject"], { organization, country });
}

/** Ignores line endings, which Cloudflare may change. */
export function isSameRequest(before: unknown, now: string | undefined): boolean {
  return typeof before === "string" && before.replaceAll("\r", "").trim() === now?.trim();
}

function agrees(found: unknown, wanted: object): boolean {
  return (
    typeof found === "object" &&
    found !== null &&
    Object.entries(wanted).every(([name, value]) => (found as Record<string, unknown>)[name] === value)
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
  const hasKey = outputsOf(state, typeTokens.key, `${name}-key`) !== undefined;
  if (hasKey === (csr === undefined)) {
    return undefined;
  }
  return {
    what: `can't keep generation ${generation}: it was made ${hasKey ? "without" : "with"} a csr, unlike its successor`,
    fix: "Add the successor as a separate device and remove this one when it works, or remove keepPrevious.",
  };
}

function outputsOf(
  state: StackState,
  type: string,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  return findNamed(state, type, name)?.outputs;
}
