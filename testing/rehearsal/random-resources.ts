import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Made, WantedResource } from "./inputs.ts";

const passwordInputs = z.strictObject({
  length: z.int().min(1),
  lower: z.boolean().default(true),
  upper: z.boolean().default(true),
  numeric: z.boolean().default(true),
  special: z.boolean().default(true),
  overrideSpecial: z.string().optional(),
});

/**
 * Creates a random password from the wanted kinds of characters. Minimum counts and the bcrypt hash are not supported.
 * https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password
 */
export function makeRandomPassword({ inputs }: WantedResource): Promise<Made> {
  const wanted = passwordInputs.parse(inputs);
  const alphabet = [
    wanted.lower ? "abcdefghijklmnopqrstuvwxyz" : "",
    wanted.upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "",
    wanted.numeric ? "0123456789" : "",
    wanted.special ? (wanted.overrideSpecial ?? "!@#$%&*()-_=+[]{}<>:?") : "",
  ].join("");
  if (alphabet === "") throw new Error("a password needs at least one kind of character");
  const characters = Array.from({ length: wanted.length }, () => alphabet.charAt(randomInt(alphabet.length)));
  return Promise.resolve({ id: "none", state: { ...wanted, result: characters.join("") } });
}
