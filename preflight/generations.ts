import { certificateInputs, type CertificateInputs } from "../domain/certificates/certificate-inputs.ts";
import type { Problem } from "../domain/errors.ts";
import { certificateName, readCertificateName } from "../domain/certificates/generation.ts";
import type { HeldDevice, Home } from "../domain/configuration/home.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { deviceOf } from "../zone/findings/certificates.ts";
import { findNamed, resourcesOf, type StackState } from "../zone/state.ts";

/** A home, and the certificate requests (PEM) of devices that keep their key. */
export interface WantedHome {
  readonly home: Home;
  readonly requests: Readonly<Record<string, string>>;
}

/** Names of certificates that this run makes anew although they keep their names, because of what they are made from. */
export function findRenewed({ home, requests }: WantedHome, state: StackState): Set<string> {
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

/** Without the common name: one that was made before that named the generation stays as it is. */
function isSameKey(state: StackState, { logicalName }: HeldDevice, wanted: CertificateInputs): boolean {
  const { organization, country } = wanted.subject;
  const key = outputsOf(state, typeTokens.key, `${logicalName}-key`);
  const request = outputsOf(state, typeTokens.request, `${logicalName}-request`);
  return agrees(key, wanted.key) && agrees(request?.["subject"], { organization, country });
}

/** Cloudflare may give a request back with other line ends. */
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
 * What is wrong with a generation that is to be kept: one that the stack does not have would be made anew, and help
 * nobody, while the one that is in use is revoked.
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
    what: `has nothing to keep: the stack holds no certificate of generation ${generation}`,
    fix:
      generations.length === 0
        ? "Take it out."
        : `It holds generation ${generations.join(" and ")}: write generation: ${newest + 1}, or take keepPrevious out.`,
  };
}

/** The key of a device with a request never was here: it can't be kept as one with a bundle, nor the other way round. */
function otherKind({ device, generation, csr }: HeldDevice, state: StackState): Trouble | undefined {
  const name = certificateName({ device, generation });
  const hasKey = outputsOf(state, typeTokens.key, `${name}-key`) !== undefined;
  if (hasKey === (csr === undefined)) {
    return undefined;
  }
  return {
    what: `can't keep generation ${generation}: it was made ${hasKey ? "without" : "with"} a csr, unlike its successor`,
    fix: "Add the successor as a device of its own name, and take this one out when it works; or take keepPrevious out.",
  };
}

function outputsOf(
  state: StackState,
  type: string,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  return findNamed(state, type, name)?.outputs;
}
