import { z } from "zod";
import {
  acknowledgement,
  badPreset,
  country,
  csrPath,
  deviceName,
  hostname,
  identifier,
  laneAddress,
  lanePath,
  organization,
  origin,
  webhookId,
  wholeNumber,
} from "./fields.ts";
import {
  BundleEncryption,
  GatePosition,
  KeyAlgorithm,
  Method,
  MinTlsVersion,
  OffOrLeave,
  OnDestroy,
  OnOrLeave,
  Plan,
  Platform,
  SslMode,
} from "./home-settings.ts";
import { homeAssistant } from "../home-assistant/settings.ts";
import { messageFor, says } from "./mistake.ts";

/**
 * The schema of the stack's configuration (namespace `ha-mtls`): types, defaults, one-sentence descriptions.
 * The program checks the configuration with it, and `npm run schema` generates `stack.schema.json` for editors from it.
 */

const validityDays = wholeNumber(
  3650,
  "Write a number of days from 1 to 3650; ten years is what Cloudflare itself proposes.",
).describe("Days until the certificate expires, 1 to 3650.");

const keyAlgorithm = z
  .enum(KeyAlgorithm)
  .describe("Key of the certificate: rsa-2048 works everywhere, ecdsa-p256 is smaller and faster.");

const bundleEncryption = z
  .enum(BundleEncryption)
  .describe(
    "Encryption of the .p12: compatible (3DES, every phone reads it) or modern (AES-256, recent systems only).",
  );

const device = z.strictObject({
  name: deviceName.describe("Name of the device: a-z, 0-9 and '-'; the certificate's common name."),
  platform: z.enum(Platform).optional().describe("What the device runs; chooses the bundle it can open."),
  validityDays: validityDays.optional(),
  keyAlgorithm: keyAlgorithm.optional(),
  bundleEncryption: bundleEncryption.optional(),
  generation: wholeNumber(9999, "Write 1, 2, 3 …")
    .optional()
    .describe("Raise it by one to replace the certificate, the key and the bundle; 1 by default."),
  keepPrevious: z
    .boolean()
    .optional()
    .describe("While true, the certificate of the previous generation keeps working."),
  revoked: z.boolean().optional().describe("True locks this device out and revokes its certificate."),
  csr: csrPath
    .optional()
    .describe("PEM file of a certificate request; the key then never leaves the device."),
  profilePassword: z
    .boolean()
    .optional()
    .describe("True puts the bundle's password into the .mobileconfig, so that it need not be typed."),
});

const service = z.strictObject({
  hostname: hostname.describe("Public name of the service."),
  origin: origin.describe("Where cloudflared sends requests, for example http://homeassistant:8123."),
  devices: z
    .union([z.literal("all"), z.array(z.string())], {
      error: says("is not a list of device names", 'Write all, or a list such as ["anna-phone"].'),
    })
    .optional()
    .describe("Names of the devices that may enter; all of them by default."),
  noTlsVerify: z.boolean().optional().describe("True accepts any certificate from an https origin."),
  httpHostHeader: z
    .string()
    .regex(
      /^[\x21-\x7e]+$/,
      says("is not a host", "Write a host name, with a port where the origin needs one."),
    )
    .optional()
    .describe("Host header to send to the origin instead of the hostname."),
});

const asn = wholeNumber(
  4294967295,
  "Write the number of an autonomous system without letters, from 1 to 4294967295, for example 64496.",
);

const laneKeys = {
  hostname: hostname
    .optional()
    .describe("Hostname of the service that the lane opens; required when there are several."),
  preset: z
    .string(messageFor(badPreset))
    .optional()
    .describe(
      "Ready-made paths: alexa, google-assistant, or webhook:<id>, which is the same as the key webhook.",
    ),
  webhook: webhookId.optional().describe("Id of the Home Assistant webhook whose path is opened."),
  paths: z.array(lanePath).optional().describe("Exact paths that are open without a certificate."),
  prefix: lanePath
    .optional()
    .describe("Everything below this path is open without a certificate; ends with '/'."),
  methods: z.array(z.enum(Method)).optional().describe("Only these HTTP methods; all by default."),
  addresses: z.array(laneAddress).optional().describe("Only callers from these IP addresses or CIDR ranges."),
  asn: z.array(asn).optional().describe("Only callers from these autonomous systems."),
  reason: z
    .string()
    .min(1, says("is empty", "Say in a few words who calls and why."))
    .describe("Who calls, and why."),
  acknowledge: acknowledgement
    .optional()
    .describe(
      "The sentence 'this opens the login page', required for a lane that opens the login, the API or everything.",
    ),
};

const lane = z.strictObject(laneKeys, {
  error: (issue) =>
    issue.code === "invalid_type"
      ? says("is not a lane", "Write for example: webhook: <id>, and reason: <who calls, and why>.")
      : undefined,
});

const onOrLeave = z.enum(OnOrLeave);

const zoneSettings = z.strictObject({
  ssl: z.enum(SslMode).default("strict").describe("SSL/TLS mode: strict, or leave it as it is."),
  alwaysUseHttps: onOrLeave.default("on").describe("Always Use HTTPS: on, or leave it as it is."),
  webSockets: onOrLeave.default("on").describe("WebSockets: on, or leave it as it is."),
  minTlsVersion: z
    .enum(MinTlsVersion)
    .default("leave")
    .describe("Minimum TLS version that the edge accepts, or leave it as it is."),
  http3: z.enum(OffOrLeave).default("leave").describe("HTTP/3: off, or leave it as it is."),
  onDestroy: z
    .enum(OnDestroy)
    .default("restore")
    .describe("On destroy: restore puts back the values found at the first up, keep leaves the stack's."),
});

/** The whole configuration. */
export const configuration = z.strictObject({
  zone: hostname.describe("Domain name of the Cloudflare zone, for example example.com."),
  zoneId: identifier("a zone").optional().describe("Zone id, for tokens that may not list zones."),
  accountId: identifier("an account").optional().describe("Account id, for tokens that may not list zones."),
  plan: z
    .enum(Plan)
    .default("free")
    .describe("The zone's plan; it decides how many custom rules there may be (5, 20, 100, 1000)."),
  hostname: hostname.optional().describe("Public name of Home Assistant, for example ha.example.com."),
  origin: origin.default("http://homeassistant:8123").describe("Where cloudflared sends requests."),
  services: z.array(service).optional().describe("Several services instead of hostname and origin."),
  lanes: z.array(lane).default([]).describe("Paths that callers without a certificate may use."),
  organization: organization.default("Home").describe("Organization (O) in every certificate."),
  country: country.default("US").describe("Country (C) in every certificate, ISO 3166-1 alpha-2."),
  validityDays: validityDays.default(3650),
  keyAlgorithm: keyAlgorithm.default("rsa-2048"),
  bundleEncryption: bundleEncryption.default("compatible"),
  bundleDirectory: z
    .string()
    .regex(/^(?!\s*$)[^\0\n\r]*$/, says("is not a folder", "Write a path, for example bundles/prod."))
    .optional()
    .describe(
      "Folder in which the stack creates its own subfolder for the .p12 bundles; bundles by default.",
    ),
  homeAssistant: homeAssistant
    .optional()
    .describe("Lets the stack set up Home Assistant itself: connector, trusted proxy, external address."),
  zoneSettings: zoneSettings.prefault({}).describe("Settings of the zone that the stack manages."),
  gatePosition: z
    .enum(GatePosition)
    .default("last")
    .describe("Where the blocking rules are placed among the zone's other custom rules."),
  allowSkipRules: z
    .array(z.string())
    .default([])
    .describe("Refs or ids of other rules (skip, challenge) that may let requests through before the gate."),
  devices: z.array(device).default([]).describe("The devices that may enter."),
});

export type Configuration = z.output<typeof configuration>;
export type ZoneSettingsChoice = z.output<typeof zoneSettings>;
