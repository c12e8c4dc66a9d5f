import { createHash } from "node:crypto";
import type { HeldDevice } from "../domain/configuration/home.ts";
import { likePin } from "../domain/certificates/pin.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { findNamed, type StackState, textOutput } from "./state.ts";

/**
 * The pin of each certificate held; where there is none yet, or where this run makes it anew, a text of the same form
 * stands for it.
 * @param renewed names of certificates that are made anew
 */
export function pinsIn(
  state: StackState,
  renewed: ReadonlySet<string> = new Set(),
): (held: Pick<HeldDevice, "logicalName">) => string {
  return ({ logicalName: name }) => {
    const own = findNamed(state, typeTokens.certificate, `${name}-certificate`);
    const pin = likePin(own && textOutput(own, "fingerprintSha256"));
    return pin === "" || renewed.has(name) ? createHash("sha256").update(name).digest("hex") : pin;
  };
}
