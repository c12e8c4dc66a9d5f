import { readFileSync } from "node:fs";
import { recordedConfiguration, recordFile, recordRequests } from "../../request-record.ts";
import { openSite } from "./house.ts";

jest.setTimeout(180_000);

describe("a rehearsal", () => {
  test("sends the same requests as the real providers, which the engine suite has recorded", async () => {
    const site = await openSite();
    await site.rehearse(recordedConfiguration);
    const requests = recordRequests(site.simulator.requests());
    await site.close();
    expect(requests).toEqual(JSON.parse(readFileSync(recordFile, "utf8")));
  });
});
