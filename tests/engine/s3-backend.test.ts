import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { EngineStack, example } from "./engine-stack";

jest.setTimeout(300_000);

const folder = mkdtempSync(join(tmpdir(), "ha-mtls-s3-"));
const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: folder,
  configureBuckets: [{ name: "home" }],
});
let stack: EngineStack;

beforeAll(async () => {
  const { port } = await server.run();
  // s3rver's built-in account.
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "S3RVER",
    AWS_SECRET_ACCESS_KEY: "S3RVER",
    AWS_REGION: "us-east-1",
  });
  const backend = `s3://home?endpoint=http://127.0.0.1:${port}&use_path_style=true`;
  stack = await EngineStack.create(example, backend);
});

afterAll(async () => {
  await stack.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function everyFile(path: string): string[] {
  return statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => everyFile(join(path, name)))
    : [path];
}

describe("state in an S3-compatible bucket", () => {
  it("comes up, sees no change, and goes away", async () => {
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    const texts = everyFile(folder).map((path) => readFileSync(path, "utf8"));
    expect(texts.some((text) => text.includes("ha-mtls:index:Tunnel"))).toBe(true);
    const { tunnelToken } = await stack.outputs();
    expect(texts.some((text) => text.includes(String(tunnelToken)) || text.includes("PRIVATE KEY"))).toBe(
      false,
    );
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.simulator.exposures()).toEqual([]);
  });
});
