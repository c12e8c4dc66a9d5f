/**
 * The keys of the stack file as types, for programs in any language. The schema in settings.ts checks the values and uses
 * the enumerations from here; a test compares names and descriptions. The constants have this form because Pulumi's SDK
 * generates enumerations for other languages from no other:
 * https://www.pulumi.com/docs/iac/guides/building-extending/components/build-a-component/
 */
export interface HomeSettings {
  /** Domain name of the Cloudflare zone, for example example.com. */
  zone: string;
  /** Zone id, for tokens that may not list zones. */
  zoneId?: string;
  /** Account id, for tokens that may not list zones. */
  accountId?: string;
  /** The zone's plan; it decides how many custom rules there may be (5, 20, 100, 1000). */
  plan?: Plan;
  /** Public name of Home Assistant, for example ha.example.com. */
  hostname?: string;
  /** Where cloudflared sends requests. */
  origin?: string;
  /** Several services instead of hostname and origin. */
  services?: HomeService[];
  /** Paths that callers without a certificate may use. */
  lanes?: HomeLane[];
  /** Organization (O) in every certificate. */
  organization?: string;
  /** Country (C) in every certificate, ISO 3166-1 alpha-2. */
  country?: string;
  /** Days until the certificate expires, 1 to 3650. */
  validityDays?: number;
  /** Key of the certificate: rsa-2048 works everywhere, ecdsa-p256 is smaller and faster. */
  keyAlgorithm?: KeyAlgorithm;
  /** Encryption of the .p12: compatible (3DES, every phone reads it) or modern (AES-256, recent systems only). */
  bundleEncryption?: BundleEncryption;
  /** Folder in which the stack creates its own subfolder for the .p12 bundles; bundles by default. */
  bundleDirectory?: string;
  /** Lets the stack set up Home Assistant itself: connector, trusted proxy, external address. */
  homeAssistant?: HomeAssistantSettings;
  /** Settings of the zone that the stack manages. */
  zoneSettings?: HomeZoneSettings;
  /** Where the blocking rules are placed among the zone's other custom rules. */
  gatePosition?: GatePosition;
  /** Refs or ids of other rules (skip, challenge) that may let requests through before the gate. */
  allowSkipRules?: string[];
  /** The devices that may enter. */
  devices?: HomeDevice[];
}

export interface HomeDevice {
  /** Name of the device: a-z, 0-9 and '-'; the certificate's common name. */
  name: string;
  /** What the device runs; chooses the bundle it can open. */
  platform?: Platform;
  /** Days until the certificate expires, 1 to 3650. */
  validityDays?: number;
  /** Key of the certificate: rsa-2048 works everywhere, ecdsa-p256 is smaller and faster. */
  keyAlgorithm?: KeyAlgorithm;
  /** Encryption of the .p12: compatible (3DES, every phone reads it) or modern (AES-256, recent systems only). */
  bundleEncryption?: BundleEncryption;
  /** Raise it by one to replace the certificate, the key and the bundle; 1 by default. */
  generation?: number;
  /** While true, the certificate of the previous generation keeps working. */
  keepPrevious?: boolean;
  /** True locks this device out and revokes its certificate. */
  revoked?: boolean;
  /** PEM file of a certificate request; the key then never leaves the device. */
  csr?: string;
  /** True puts the bundle's password into the .mobileconfig, so that it need not be typed. */
  profilePassword?: boolean;
}

export interface HomeService {
  /** Public name of the service. */
  hostname: string;
  /** Where cloudflared sends requests, for example http://homeassistant:8123. */
  origin: string;
  /** Names of the devices that may enter; all of them by default. */
  devices?: string[];
  /** True accepts any certificate from an https origin. */
  noTlsVerify?: boolean;
  /** Host header to send to the origin instead of the hostname. */
  httpHostHeader?: string;
}

export interface HomeLane {
  /** Hostname of the service that the lane opens; required when there are several. */
  hostname?: string;
  /** Ready-made paths: alexa, google-assistant, or webhook:<id>, which is the same as the key webhook. */
  preset?: string;
  /** Id of the Home Assistant webhook whose path is opened. */
  webhook?: string;
  /** Exact paths that are open without a certificate. */
  paths?: string[];
  /** Everything below this path is open without a certificate; ends with '/'. */
  prefix?: string;
  /** Only these HTTP methods; all by default. */
  methods?: Method[];
  /** Only callers from these IP addresses or CIDR ranges. */
  addresses?: string[];
  /** Only callers from these autonomous systems. */
  asn?: number[];
  /** Who calls, and why. */
  reason: string;
  /** The sentence 'this opens the login page', required for a lane that opens the login, the API or everything. */
  acknowledge?: string;
}

export interface HomeAssistantSettings {
  /** Where this machine reaches Home Assistant, for example http://homeassistant.local:8123. */
  url: string;
  /** Home Assistant's external address: set makes it the first service's, leave keeps what is there. */
  externalUrl?: ExternalUrl;
  /** True lets the stack use a Cloudflared app that already runs another tunnel. */
  takeOverApp?: boolean;
  /** Addresses or ranges that the connector's requests come from; by default those of the Cloudflared app, or of this machine's own cloudflared. */
  trustedProxies?: string[];
}

export interface HomeZoneSettings {
  /** SSL/TLS mode: strict, or leave it as it is. */
  ssl?: SslMode;
  /** Always Use HTTPS: on, or leave it as it is. */
  alwaysUseHttps?: OnOrLeave;
  /** WebSockets: on, or leave it as it is. */
  webSockets?: OnOrLeave;
  /** Minimum TLS version that the edge accepts, or leave it as it is. */
  minTlsVersion?: MinTlsVersion;
  /** HTTP/3: off, or leave it as it is. */
  http3?: OffOrLeave;
  /** On destroy: restore puts back the values found at the first up, keep leaves the stack's. */
  onDestroy?: OnDestroy;
}

export const Plan = { Free: "free", Pro: "pro", Business: "business", Enterprise: "enterprise" } as const;
export type Plan = (typeof Plan)[keyof typeof Plan];

export const Platform = {
  Android: "android",
  Ios: "ios",
  Macos: "macos",
  Windows: "windows",
  Linux: "linux",
  WearOs: "wear-os",
  Other: "other",
} as const;
export type Platform = (typeof Platform)[keyof typeof Platform];

export const KeyAlgorithm = { Rsa2048: "rsa-2048", EcdsaP256: "ecdsa-p256" } as const;
export type KeyAlgorithm = (typeof KeyAlgorithm)[keyof typeof KeyAlgorithm];

export const BundleEncryption = { Compatible: "compatible", Modern: "modern" } as const;
export type BundleEncryption = (typeof BundleEncryption)[keyof typeof BundleEncryption];

export const GatePosition = { Last: "last", First: "first" } as const;
export type GatePosition = (typeof GatePosition)[keyof typeof GatePosition];

export const Method = {
  Get: "GET",
  Head: "HEAD",
  Post: "POST",
  Put: "PUT",
  Patch: "PATCH",
  Delete: "DELETE",
  Options: "OPTIONS",
} as const;
export type Method = (typeof Method)[keyof typeof Method];

export const ExternalUrl = { Set: "set", Leave: "leave" } as const;
export type ExternalUrl = (typeof ExternalUrl)[keyof typeof ExternalUrl];

export const SslMode = { Strict: "strict", Leave: "leave" } as const;
export type SslMode = (typeof SslMode)[keyof typeof SslMode];

export const OnOrLeave = { On: "on", Leave: "leave" } as const;
export type OnOrLeave = (typeof OnOrLeave)[keyof typeof OnOrLeave];

export const OffOrLeave = { Off: "off", Leave: "leave" } as const;
export type OffOrLeave = (typeof OffOrLeave)[keyof typeof OffOrLeave];

export const MinTlsVersion = { Tls12: "1.2", Tls13: "1.3", Leave: "leave" } as const;
export type MinTlsVersion = (typeof MinTlsVersion)[keyof typeof MinTlsVersion];

export const OnDestroy = { Restore: "restore", Keep: "keep" } as const;
export type OnDestroy = (typeof OnDestroy)[keyof typeof OnDestroy];
