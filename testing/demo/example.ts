/** The demo's stack: three devices, with both kinds of keys and both kinds of bundles. */
export const example = {
  stack: "demo",
  hostname: "ha.example.com",
  configuration: {
    zone: "example.com",
    hostname: "ha.example.com",
    organization: "Example family",
    country: "DE",
    devices: [
      { name: "anna-phone", platform: "android" },
      { name: "ben-laptop", keyAlgorithm: "ecdsa-p256", bundleEncryption: "modern" },
      { name: "old-tablet", keyAlgorithm: "ecdsa-p256" },
    ],
  },
} as const;
