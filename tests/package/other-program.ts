import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The project's folder, which is the package. */
export const root = join(import.meta.dirname, "..", "..");

/** A program of somebody else in a folder of its own, with the package among its dependencies. */
export interface OtherProgram {
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  readonly remove: () => void;
}

/** How the package came there: `npm install <path>` links it, `npm install <git address>` copies what is published. */
export type Installation = "linked" | "copied";

/** Makes such a program. Its name has a space and a quote, as folders of people have. */
export function otherProgram(installation: Installation, published: readonly string[] = []): OtherProgram {
  const base = mkdtempSync(join(tmpdir(), "ha-mtls-other-"));
  const folder = join(base, "anna's home");
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  if (installation === "linked") {
    symlinkSync(root, join(modules, "ha-mtls"));
    copySdk(modules);
  } else {
    linkDependencies(modules);
    for (const file of published) {
      cpSync(join(root, file), join(modules, "ha-mtls", file));
    }
  }
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("package.json", JSON.stringify({ name: "homelab", main: "index.ts" }));
  write("Pulumi.yaml", "name: homelab\nruntime: nodejs\n");
  return {
    folder,
    write,
    remove: () => {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** All packages stand beside ours, as npm puts them. */
function linkDependencies(modules: string): void {
  for (const name of readdirSync(join(root, "node_modules")).filter((one) => !one.startsWith("."))) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
}

/** A linked package keeps its own dependencies: the program has a copy of Pulumi's SDK that is another than ours. */
function copySdk(modules: string): void {
  const sdk = join("@pulumi", "pulumi");
  cpSync(join(root, "node_modules", sdk), join(modules, sdk), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules")).filter((one) =>
    /^[^.@]|^@(?!pulumi)/.test(one),
  )) {
    if (!["zod", "cloudflare"].includes(name)) {
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
  }
}

/** What somebody would write who keeps a home in a larger program. */
export const example = `import { SecureHome } from "ha-mtls";

const home = new SecureHome("home", {
  zone: "example.com",
  hostname: "ha.example.com",
  keyAlgorithm: "ecdsa-p256",
  devices: [{ name: "anna-phone", platform: "ios" }],
});

export const { url, tunnelToken, devices } = home;
`;
