import { runtime } from "@pulumi/pulumi";

/** A resource's inputs or a look-up's arguments, as plain values. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What a resource is once it was made: its id, and its outputs under Pulumi's names. */
export interface Made {
  readonly id: string;
  readonly state: Inputs;
}

/** One resource to make. */
export interface WantedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Inputs;
  /** Id of a live object to take over; undefined for a new one. */
  readonly importId: string | undefined;
}

/** Takes values out of the envelopes in which the mock monitor hands secrets over, at any depth. */
export function openSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openSecrets);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Inputs;
  if (fields[runtime.specialSigKey] === runtime.specialSecretSig) return openSecrets(fields["value"]);
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, openSecrets(inner)]));
}
