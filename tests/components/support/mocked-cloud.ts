import * as pulumi from "@pulumi/pulumi";

type MockCallArgs = pulumi.runtime.MockCallArgs;
type MockResourceArgs = pulumi.runtime.MockResourceArgs;

/** A resource as the program registered it, with the options that determine order and lifecycle. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  /** Secrets as plain values. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that were secrets. */
  readonly secretInputs: readonly string[];
  /** URNs. */
  readonly dependencies: readonly string[];
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly importId: string;
  urn: string;
}

/** Answers to look-ups by token; any other token fails the test. */
export type LookUps = Readonly<Record<string, (inputs: never) => Record<string, unknown>>>;

export interface MockedCloud {
  /** In the order of registration. */
  readonly registrations: Registration[];
  readonly calls: MockCallArgs[];
  /** Outputs that components registered, by logical name. */
  readonly outputs: Record<string, unknown>;
  /** Resolves when this resource has been registered and nothing more happens. */
  readonly asked: (name: string) => Promise<void>;
}

export interface MockedCloudArgs {
  readonly lookUps?: LookUps;
  readonly stack?: string;
  /** Logical names of resources that are registered but never made. */
  readonly stuck?: readonly string[];
}

/** Replaces Pulumi's engine by mocks that accept only our resource types. */
export async function mockCloud({
  lookUps = {},
  stack = "test",
  stuck = [],
}: MockedCloudArgs = {}): Promise<MockedCloud> {
  const cloud: MockedCloud = {
    registrations: [],
    calls: [],
    outputs: {},
    asked: async (name) => {
      while (!cloud.registrations.some((one) => one.name === name)) {
        await new Promise(setImmediate);
      }
      await rest(cloud);
    },
  };
  const mocks = {
    newResource: async (args: MockResourceArgs) =>
      stuck.includes(args.name) ? await new Promise<never>(() => undefined) : make(args),
    call: (args: MockCallArgs) => {
      cloud.calls.push(args);
      const answer = lookUps[args.token];
      if (answer === undefined) {
        throw new Error(`no mock answers ${args.token}`);
      }
      return explain(() => answer(args.inputs as never));
    },
  };
  await pulumi.runtime.setMocks(mocks, "ha-mtls", stack, false, "organization");
  record(cloud);
  return cloud;
}

/** The engine's errors have their text as details. */
function explain<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    throw Object.assign(error as Error, { details: (error as Error).message });
  }
}

/** Runs a program until the mocks have answered everything it asked for. */
export async function run<T>(program: () => T): Promise<T> {
  const made = program();
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };
  await waitForRPCs();
  return made;
}

/** Nothing here waits for time or network: if many turns of the event loop bring nothing new, nothing more will come. */
async function rest(cloud: MockedCloud): Promise<void> {
  let before = -1;
  while (before < cloud.registrations.length + cloud.calls.length) {
    before = cloud.registrations.length + cloud.calls.length;
    for (let turn = 0; turn < 50; turn += 1) {
      await new Promise(setImmediate);
    }
  }
}

/** Returns the value of an output, and whether it is a secret. */
export async function unwrap<T>(output: pulumi.Output<T>): Promise<{ value: T; secret: boolean }> {
  const value = await new Promise<T>((resolve) => {
    output.apply((inner) => {
      resolve(inner);
    });
  });
  return { value, secret: await pulumi.isSecret(output) };
}

/** Returns the only registration of that logical name and type. */
export function registered(cloud: MockedCloud, name: string, type = ""): Registration {
  const found = cloud.registrations.filter((one) => one.name === name && one.type.startsWith(type));
  if (found.length !== 1) {
    const names = cloud.registrations.map((one) => `${one.type} ${one.name}`).join("\n");
    throw new Error(`${found.length} resources are named ${name}:\n${names}`);
  }
  return found[0]!;
}

/** Returns `type name` of every resource of a provider, in the order of registration. */
export function children(cloud: MockedCloud): string[] {
  return cloud.registrations.filter(({ custom }) => custom).map(({ type, name }) => `${type} ${name}`);
}

type EngineMonitor = NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>>;
type RegisterResourceRequest = Parameters<EngineMonitor["registerResource"]>[0];
type RegisterResourceOutputsRequest = Parameters<EngineMonitor["registerResourceOutputs"]>[0];

interface Monitor {
  registerResource: (request: RegisterResourceRequest, callback: Callback) => Promise<void>;
  registerResourceOutputs: (request: RegisterResourceOutputsRequest, callback: unknown) => void;
}
type Callback = (error: unknown, response: { getUrn: () => string }) => void;

/** Records registrations from the requests: the mocks get inputs, but no options. */
function record(cloud: MockedCloud): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const registration = describe(request);
    cloud.registrations.push(registration);
    return register(request, (error, response) => {
      registration.urn = error === null ? response.getUrn() : "";
      callback(error, response);
    });
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const name = request.getUrn().split("::").at(-1) ?? "";
    cloud.outputs[name] = reveal(request.getOutputs()?.toJavaScript() ?? {});
    registerOutputs(request, callback);
  };
}

function describe(request: RegisterResourceRequest): Registration {
  const inputs = request.getObject()?.toJavaScript() ?? {};
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent().split("::").at(-1) ?? "",
    inputs: reveal(inputs) as Record<string, unknown>,
    secretInputs: Object.keys(inputs).filter((key) => holdsSecret(inputs[key])),
    dependencies: request.getDependenciesList(),
    retainOnDelete: request.getRetainondelete() === true,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importId: request.getImportid(),
    urn: "",
  };
}

/** Marks a secret in Pulumi's protocol. */
const signature = "4dabf18193072939515e22adb298388d";

function isEnvelope(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && signature in value;
}

function reveal(value: unknown): unknown {
  if (isEnvelope(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isEnvelope(value) || Object.values(value).some(holdsSecret);
}

/** Those outputs of the providers that the components read; secret if the provider's SDK marks them so. */
const outputs: Readonly<Record<string, (args: MockResourceArgs) => Record<string, unknown>>> = {
  "cloudflare:index/clientCertificate:ClientCertificate": ({ name }) => ({
    certificate: `certificate of ${name}`,
    expiresOn: "2036-01-01T00:00:00Z",
    fingerprintSha256: pinOf(name),
    status: "active",
  }),
  "cloudflare:index/dnsRecord:DnsRecord": () => ({}),
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": () => ({}),
  "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig": () => ({}),
  "cloudflare:index/zoneSetting:ZoneSetting": () => ({}),
  "command:local:Command": ({ name, inputs }) => ({
    stdout:
      name === "gate-rules"
        ? gateRecord(reveal(inputs) as GateInputs)
        : bundleText(reveal(inputs) as BundleInputs),
    stderr: "",
  }),
  "random:index/randomPassword:RandomPassword": ({ name }) => ({
    result: pulumi.secret(name === "tunnel-secret" ? "ab".repeat(32) : `password of ${name}`),
  }),
  "tls:index/certRequest:CertRequest": ({ name }) => ({ certRequestPem: `request of ${name}` }),
  "tls:index/privateKey:PrivateKey": ({ name }) => ({
    privateKeyPem: pulumi.secret(`PKCS#1 of ${name}`),
    privateKeyPemPkcs8: pulumi.secret(`PKCS#8 of ${name}`),
  }),
};

interface GateInputs {
  readonly stdin: string;
  readonly environment: { readonly GATE: string };
}

/** Returns what the gate's command prints after writing the rules in a zone without others. */
function gateRecord({ stdin, environment }: GateInputs): string {
  const { stack, hostnames } = JSON.parse(environment.GATE) as { stack: string; hostnames: string[] };
  const rules = (JSON.parse(stdin) as object[]).map((rule, index) => ({
    ...{ id: `rule-${index + 1}`, ref: `ha-mtls-${stack}-${index + 1}`, action: "block", enabled: true },
    ...{ parameters: {}, logged: true },
    ...rule,
  }));
  return JSON.stringify({ refPrefix: `ha-mtls-${stack}-`, hostnames, guarded: hostnames, rules, seen: "" });
}

interface BundleInputs {
  readonly environment: { readonly BUNDLE?: string };
}

const bundleText = ({ environment }: BundleInputs): string => `${environment.BUNDLE ?? "{}"}\nQlVORExF`;

function make(args: MockResourceArgs): { id: string | undefined; state: Record<string, unknown> } {
  const inputs = args.inputs as Record<string, unknown>;
  if (args.custom !== true) {
    return { id: undefined, state: inputs };
  }
  const output = outputs[args.type];
  if (output === undefined) {
    throw new Error(`no mock makes ${args.type} ${args.name}`);
  }
  return { id: `id of ${args.name}`, state: { ...inputs, ...output(args) } };
}

/** Returns the rules that the gate's command gets. */
export function writtenRules(cloud: MockedCloud): { expression: string; description: string }[] {
  const { stdin } = registered(cloud, "gate-rules").inputs as { stdin: string };
  return JSON.parse(stdin) as { expression: string; description: string }[];
}

/** Returns the settings that the gate's command gets. */
export function gateSettings(cloud: MockedCloud): Record<string, unknown> {
  const { environment } = registered(cloud, "gate-rules").inputs as unknown as GateInputs;
  return JSON.parse(environment.GATE) as Record<string, unknown>;
}

/** Returns a pin that depends only on the certificate's logical name. */
export function pinOf(certificate: string): string {
  return Buffer.from(certificate).toString("hex").padEnd(64, "0").slice(0, 64);
}
