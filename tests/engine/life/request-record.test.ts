import { readFileSync, writeFileSync } from "node:fs";
import { recordedConfiguration, recordFile, recordRequests } from "../../request-record.ts";
import { EngineStack } from "../engine-stack.ts";

jest.setTimeout(300_000);

describe("the record of what the real providers send", () => {
  test("is what they send today (RECORD=1 npm run test:engine rewrites it)", async () => {
    const stack = await EngineStack.create({ ...recordedConfiguration });
    const up = await stack.up();
    const requests = recordRequests(stack.simulator.requests());
    await stack.close();
    expect(up).toMatchObject({ code: 0 });
    if (process.env["RECORD"] === "1") {
      writeFileSync(recordFile, `${JSON.stringify(requests, undefined, 2)}\n`);
    }
    expect(requests).toEqual(JSON.parse(readFileSync(recordFile, "utf8")));
  });
});
