import type { Guide, GuidePart } from "../../domain/guides/guide.ts";
import { guideFor, guideText } from "../../domain/guides/guides.ts";
import { print } from "../run.ts";
import { readOutputs, selectStack } from "../stack.ts";
import { findDevice, type FoundDevice, guideSubject } from "./find-device.ts";

/** Prints how to install the device's certificate. @throws Failure */
export async function printGuide(name: string, options: { readonly stack?: string }): Promise<void> {
  const found = findDevice(await readOutputs(await selectStack(options.stack)), name);
  print(guideText(guideOf(found), guideSubject(found)));
}

function guideOf(found: FoundDevice): Guide {
  const guide = guideFor(found.knownPlatform, guideSubject(found));
  const { certificateFile } = found;
  return certificateFile === null
    ? guide
    : { ...guide, parts: [joinKey(found, certificateFile), ...guide.parts] };
}

/** For a device that created its own key, and so gets only the certificate. */
function joinKey({ device, logicalName }: FoundDevice, certificateFile: string): GuidePart {
  return {
    heading: "Combine the certificate with the key, on the device that created the key",
    file: undefined,
    steps: [
      `Copy ${certificateFile} to the device: a certificate is not a secret.`,
      `openssl pkcs12 -export -name ${device} -inkey ${device}.key -in ${logicalName}.pem -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -out ${logicalName}.p12`,
    ],
  };
}
