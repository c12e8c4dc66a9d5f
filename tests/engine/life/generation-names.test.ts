import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { type DeviceEntry, EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
const anna: DeviceEntry = { name: "anna-phone", platform: "android", generation: 2, keepPrevious: true };
const house = (...devices: DeviceEntry[]) => ({ ...example, devices });

beforeAll(async () => {
  stack = await EngineStack.create(house({ name: "anna-phone", platform: "android" }));
});
afterAll(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});

interface Outputs {
  readonly devices: Readonly<Record<string, { readonly certificate: string }>>;
  readonly bundles: Readonly<Record<string, string>>;
}

async function subjects(): Promise<Record<string, string>> {
  const { devices } = (await stack.outputs()) as unknown as Outputs;
  return Object.fromEntries(
    Object.entries(devices).map(([name, { certificate }]) => [
      name,
      String(new X509Certificate(certificate).toLegacyObject().subject.CN),
    ]),
  );
}

test("certificates and bundles from when both generations had the same name are kept", async () => {
  const path = stack.path("domain", "certificates", "generation.ts");
  const now = readFileSync(path, "utf8");
  const before = now.replace(
    /(?<=function commonName\([^]*?\{\n)/,
    "  if (true) return generation.device;\n",
  );
  expect(before).not.toBe(now);
  expect(await stack.up()).toMatchObject({ code: 0 });
  writeFileSync(path, before);
  stack.write(house(anna));
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await subjects()).toEqual({ "anna-phone": "anna-phone", "anna-phone.2": "anna-phone" });
  writeFileSync(path, now);
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
});

test("and are kept when something else about them changes in place", async () => {
  const mark = stack.mark();
  stack.write(house({ ...anna, bundleEncryption: "modern" }));
  const up = await stack.up();
  expect(up).toMatchObject({ code: 0 });
  expect(stack.writes(mark).filter((write) => write.includes("client_certificates"))).toEqual([]);
});

test("the next generation has its number in its name, and the kept one keeps its name", async () => {
  stack.write(house({ ...anna, generation: 3 }));
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await subjects()).toEqual({ "anna-phone.2": "anna-phone", "anna-phone.3": "anna-phone.3" });
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
});
