import type { Problem } from "../errors.ts";

/** The openssl program, which makes and opens the bundles, is missing. */
export const noOpenssl: Problem = {
  code: "no-openssl",
  where: "openssl",
  what: "was not found, and is needed to make and open the .p12 bundles",
  fix: "Install it (Debian and Ubuntu: sudo apt install openssl; macOS and most Linux systems have it).",
};
