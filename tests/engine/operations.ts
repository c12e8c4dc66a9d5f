import { type DeviceEntry, example, type StackFile } from "./engine-stack.ts";

/** One edit of the stack file, or a destroy, that the sweep disturbs. */
export interface Operation {
  readonly name: string;
  readonly before: StackFile | undefined;
  /** Undefined destroys. */
  readonly after: StackFile | undefined;
  /** True in a zone that nobody else uses: the stack then makes and deletes the entry point for custom rules itself. */
  readonly alone?: true;
  /** Hostnames and the devices that may enter them before, in between or afterwards; by default all may enter. */
  readonly entrants?: Readonly<Record<string, readonly string[]>>;
  /** Paths that are open without a certificate before, in between or afterwards. */
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
    // In between nobody but the two may ever enter.
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
