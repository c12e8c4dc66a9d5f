import { runtime } from "@pulumi/pulumi";

/** A resource's inputs or a look-up's arguments, as plain values. */
export type Inputs = Readonly<Record<string, unknown>>;

/** A resource that was created: its id, and its outputs under Pulumi's names. */
export interface Made {
  readonly id: string;
  readonly state: Inputs;
}

/** A resource to create. */
export interface WantedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Inputs;
  /** The id of an existing object to import; undefined for a new one. */
  readonly importId: string | undefined;
}

/** Unwraps, at any depth, the envelopes in which the mock monitor passes secrets. */
export function openSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openSecrets);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Inputs;
  if (fields[runtime.specialSigKey] === runtime.specialSecretSig) return openSecrets(fields["value"]);
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, openSecrets(inner)]));
}
