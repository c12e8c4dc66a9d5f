import { EngineStack, example } from "./engine-stack.ts";
import { type S3Server, startS3Server } from "./s3-server.ts";

jest.setTimeout(300_000);

let server: S3Server;
let stack: EngineStack;

beforeAll(async () => {
  server = await startS3Server("home");
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "anybody",
    AWS_SECRET_ACCESS_KEY: "anybody's",
    AWS_REGION: "us-east-1",
  });
  const backend = `s3://home?endpoint=http://127.0.0.1:${server.port}&use_path_style=true`;
  stack = await EngineStack.create(example, { backend });
});

afterAll(async () => {
  await stack.close();
  await server.close();
});

describe("state in an S3-compatible bucket", () => {
  test("up, a preview without changes, and destroy work", async () => {
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    const texts = [...server.objects.values()].map((body) => body.toString("utf8"));
    expect(texts.some((text) => text.includes("ha-mtls:index:Tunnel"))).toBe(true);
    const { tunnelToken } = await stack.outputs();
    expect(texts.some((text) => text.includes(String(tunnelToken)) || text.includes("PRIVATE KEY"))).toBe(
      false,
    );
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.simulator.exposures()).toEqual([]);
  });
});
