import type { Problem } from "../errors.ts";

/** Said where the program that makes bundles is missing. */
export const noOpenssl: Problem = {
  code: "no-openssl",
  where: "openssl",
  what: "was not found; it makes the .p12 bundles",
  fix: "Install it (Debian and Ubuntu: sudo apt install openssl; macOS and most Linux systems have it).",
};
