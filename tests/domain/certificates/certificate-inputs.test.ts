import { certificateInputs } from "../../../domain/certificates/certificate-inputs.ts";
import { soundHome } from "../sound-home.ts";

function inputs(device: object) {
  const { held, configuration } = soundHome({
    organization: "Our house",
    country: "NO",
    devices: [{ name: "anna-phone", ...device }],
  });
  return certificateInputs(held[0]!, configuration);
}

test.each([
  ["rsa-2048", { algorithm: "RSA", rsaBits: 2048 }],
  ["ecdsa-p256", { algorithm: "ECDSA", ecdsaCurve: "P256" }],
])("a device with keyAlgorithm %s has a key of that kind", (keyAlgorithm, key) => {
  expect(inputs({ keyAlgorithm }).key).toEqual(key);
});

test("the subject has the name with its generation, and the organization and country of the home", () => {
  expect(inputs({ generation: 2, validityDays: 30 })).toMatchObject({
    subject: { commonName: "anna-phone.2", organization: "Our house", country: "NO" },
    validityDays: 30,
  });
});
