import * as pulumi from "@pulumi/pulumi";
import { compareOnly } from "../domain/compare-only.ts";

/** Whether this is the preview with which `drift` compares resources. A run that changes something never is. */
export function comparesOnly(): boolean {
  return pulumi.runtime.isDryRun() && process.env[compareOnly] === "true";
}
