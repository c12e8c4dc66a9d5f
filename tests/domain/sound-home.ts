import { readConfig } from "../../domain/configuration/config.ts";
import { describeHome, type Home } from "../../domain/configuration/home.ts";
import { sound, stored } from "./stored-configuration.ts";

/** The home of a sound configuration with these settings added. @throws Error when they contain a mistake */
export function soundHome(values: Readonly<Record<string, unknown>> = {}, stack = "test"): Home {
  const { configuration, problems } = readConfig(stored({ ...sound, ...values }));
  if (configuration === undefined) {
    throw new Error(JSON.stringify(problems));
  }
  return describeHome(configuration, stack);
}
