import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../preflight/refusal.ts";
import { type Survey, surveyZone } from "../../preflight/survey.ts";
import { type LookUps, type MockedCloud, mockCloud } from "../components/mocked-cloud.ts";
import { soundHome } from "../domain/sound-home.ts";
import { answerApi, lookUps, type VirtualZone } from "./virtual-zone.ts";

/** What a survey gave: its finding or its refusal, and what it said meanwhile. */
export interface Surveyed {
  readonly survey: Survey | undefined;
  readonly refusal: Refusal | undefined;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly cloud: MockedCloud;
}

export interface SurveyedArgs {
  readonly zone?: VirtualZone;
  /** Settings beside those of a sound configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Certificate requests (PEM) by device. */
  readonly requests?: Readonly<Record<string, string>>;
  /** Look-ups that answer in another way. */
  readonly other?: LookUps;
}

/** Surveys a zone for a home. */
export async function surveyOf({
  zone = {},
  settings = {},
  requests = {},
  other = {},
}: SurveyedArgs = {}): Promise<Surveyed> {
  const cloud = await mockCloud({ lookUps: { ...lookUps(zone), ...other } });
  const api = jest.spyOn(globalThis, "fetch").mockImplementation(answerApi(zone));
  process.env["CLOUDFLARE_API_TOKEN"] = "x".repeat(40);
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  const outcome = await surveyZone({ home: soundHome(settings), requests, token: "x".repeat(40) }, {}).catch(
    (error: unknown) => error,
  );
  const said = [warn, info].map((log) => log.mock.calls.map(([text]) => text));
  warn.mockRestore();
  info.mockRestore();
  api.mockRestore();
  delete process.env["CLOUDFLARE_API_TOKEN"];
  if (outcome instanceof Error && !(outcome instanceof Refusal)) {
    throw outcome;
  }
  const refusal = outcome instanceof Refusal ? outcome : undefined;
  const survey = refusal === undefined ? (outcome as Survey) : undefined;
  return { survey, refusal, warnings: said[0] ?? [], infos: said[1] ?? [], cloud };
}

/** `code where` of every problem of a refusal. */
export function problemsOf({ refusal }: Surveyed): string[] {
  return (refusal?.problems ?? []).map(({ code, where }) => `${code} ${where}`);
}

/** The state of a stack that has made its first home. */
export const ownState = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel": { id: "tunnel-1" },
  "cloudflare:index/dnsRecord:DnsRecord ha.example.com-record": { id: "record-1" },
  "cloudflare:index/clientCertificate:ClientCertificate anna-phone-certificate": { id: "certificate-1" },
} as const;
