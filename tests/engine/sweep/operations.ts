import { type DeviceEntry, example, type StackFile } from "../engine-stack.ts";

/** One edit of the stack file, or a destroy, that the sweep disturbs. */
export interface Operation {
  readonly name: string;
  readonly before: StackFile | undefined;
  /** Undefined destroys. */
  readonly after: StackFile | undefined;
  /** True in a zone that nobody else uses, in which the stack itself creates and deletes the entry point. */
  readonly alone?: true;
  /** Hostnames with the devices that may enter at any time; by default all may. */
  readonly entrants?: Readonly<Record<string, readonly string[]>>;
  /** Paths that may be open without a certificate at any time. */
  readonly lanes?: readonly { readonly hostname: string; readonly path: string }[];
}

const anna: DeviceEntry = { name: "anna-phone" };
const ben: DeviceEntry = { name: "ben-laptop", bundleEncryption: "modern" };
const { hostname, ...withoutHostname } = example as StackFile & { readonly hostname: string };
const origin = "http://homeassistant:8123";
const nas = { hostname: "nas.example.com", origin: "http://nas:5000" };
const webhook = "/api/webhook/doorbell";

const twoServices: StackFile = {
  ...withoutHostname,
  services: [
    { hostname, origin },
    { ...nas, devices: ["anna-phone"] },
  ],
};

export const operations: readonly Operation[] = [
  { name: "create", before: undefined, after: example },
  { name: "create alone", before: undefined, after: example, alone: true },
  { name: "add", before: example, after: { ...example, devices: [anna, ben, { name: "carla-phone" }] } },
  { name: "remove", before: example, after: { ...example, devices: [ben] } },
  {
    name: "replace",
    before: example,
    after: { ...example, devices: [anna, ben].map((device) => ({ ...device, validityDays: 90 })) },
  },
  { name: "rename", before: example, after: { ...example, hostname: "home.example.com" } },
  { name: "destroy", before: example, after: undefined },
  { name: "destroy alone", before: example, after: undefined, alone: true },
  {
    name: "devices of a service",
    before: twoServices,
    after: {
      ...withoutHostname,
      services: [
        { hostname, origin },
        { ...nas, devices: ["ben-laptop"] },
      ],
    },
    // At no time may anybody but these two enter.
    entrants: { [nas.hostname]: ["anna-phone", "ben-laptop"] },
  },
  {
    name: "remove a service",
    before: twoServices,
    after: { ...withoutHostname, services: [{ hostname, origin }] },
    entrants: { [nas.hostname]: ["anna-phone"] },
  },
  {
    name: "remove a lane",
    before: { ...example, lanes: [{ paths: [webhook], reason: "the doorbell rings" }] },
    after: example,
    lanes: [{ hostname, path: webhook }],
  },
];
