import { medianRow, type Row, summarize, tableHead, tableRow } from "../../../testing/bench/row.ts";

const row = (change: Partial<Row> = {}): Row => ({
  contender: "ha-mtls",
  devices: 1,
  step: "preview",
  wallSeconds: 1,
  cpuSeconds: 1,
  peakMegabytes: 100,
  requests: 18,
  ...change,
});

test("the median is that of each number by itself", () => {
  const rows = [
    row({ wallSeconds: 3, cpuSeconds: 1, peakMegabytes: 120 }),
    row({ wallSeconds: 1, cpuSeconds: 2, peakMegabytes: 100 }),
    row({ wallSeconds: 2, cpuSeconds: 9, peakMegabytes: 110 }),
  ] as const;
  expect(medianRow(rows)).toEqual(row({ wallSeconds: 2, cpuSeconds: 2, peakMegabytes: 110 }));
});

test("of two measurements the lower one counts", () => {
  expect(medianRow([row({ wallSeconds: 3 }), row({ wallSeconds: 1 })]).wallSeconds).toBe(1);
});

test("rows are aligned with the table's head", () => {
  const line = tableRow(row({ wallSeconds: 40.25, devices: 50, step: "first up" }));
  expect(line).toHaveLength(tableHead.length);
  expect(line).toMatch(/^ha-mtls +50 +first up +40\.3 +1\.0 +100 +18$/);
});

test("the summary has the ratios to the plain program, and the cost of each further device", () => {
  const rows = [1, 11].flatMap((devices) => [
    row({ devices, wallSeconds: devices }),
    row({ devices, contender: "plain", wallSeconds: 2 }),
  ]);
  expect(summarize(rows)).toEqual([
    "first up: ? / ? × plain at 1 / 11 devices",
    "preview: 0.50 / 5.50 × plain at 1 / 11 devices",
    "add one: ? / ? × plain at 1 / 11 devices",
    "destroy: ? / ? × plain at 1 / 11 devices",
    "one more device, first up: 0.000 s from 1 to 11",
    "one more device, preview: 1.000 s from 1 to 11",
  ]);
});
