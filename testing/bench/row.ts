import type { Cost } from "./measure.ts";

export const steps = ["first up", "preview", "add one", "destroy"] as const;
export type BenchStep = (typeof steps)[number];

/** One measurement. */
export interface Row extends Cost {
  readonly contender: "ha-mtls" | "plain" | "floor";
  readonly devices: number;
  readonly step: BenchStep;
  /** Requests to the API. */
  readonly requests: number;
}

/** Combines measurements of the same step into the median of each number. */
export function medianRow(rows: readonly [Row, ...Row[]]): Row {
  const middle = (read: (row: Row) => number): number => {
    const sorted = rows.map(read).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  };
  return {
    ...rows[0],
    wallSeconds: middle(({ wallSeconds }) => wallSeconds),
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    peakMegabytes: middle(({ peakMegabytes }) => peakMegabytes),
  };
}

/** The table's head. */
export const tableHead = row("contender", "devices", "step", ["wall s", "cpu s", "peak MB", "requests"]);

/** One row of the table. */
export function tableRow({ contender, devices, step, ...cost }: Row): string {
  const { wallSeconds, cpuSeconds, peakMegabytes, requests } = cost;
  const numbers = [wallSeconds.toFixed(1), cpuSeconds.toFixed(1), peakMegabytes.toFixed(0), String(requests)];
  return row(contender, String(devices), step, numbers);
}

function row(...[contender, devices, step, numbers]: [string, string, string, string[]]): string {
  const words = [contender.padEnd(9), devices.padStart(7), step.padEnd(9)];
  return [...words, ...numbers.map((text) => text.padStart(8))].join("  ");
}

/** Summarises the rows: the ratios to the plain program, and the cost of one more device. */
export function summarize(rows: readonly Row[]): string[] {
  const counts = [...new Set(rows.map(({ devices }) => devices))];
  const find = (contender: Row["contender"], step: BenchStep, devices: number): Row | undefined =>
    rows.find((row) => row.contender === contender && row.step === step && row.devices === devices);
  const besidePlain = steps.map((step) => {
    const ratios = counts.map((devices) => {
      const [own, plain] = [find("ha-mtls", step, devices), find("plain", step, devices)];
      return own === undefined || plain === undefined
        ? "?"
        : (own.wallSeconds / plain.wallSeconds).toFixed(2);
    });
    return `${step}: ${ratios.join(" / ")} × plain at ${counts.join(" / ")} devices`;
  });
  const perDevice = (["first up", "preview"] as const).map((step) => {
    const seconds = counts.slice(1).map((devices, index) => {
      const fewer = counts[index] ?? 0;
      const [more, less] = [find("ha-mtls", step, devices), find("ha-mtls", step, fewer)];
      const cost = ((more?.wallSeconds ?? 0) - (less?.wallSeconds ?? 0)) / (devices - fewer);
      return `${cost.toFixed(3)} s from ${fewer} to ${devices}`;
    });
    return `one more device, ${step}: ${seconds.join(", ")}`;
  });
  return [...besidePlain, ...perDevice];
}
