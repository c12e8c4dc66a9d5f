import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "../../../preflight/refusal.ts";
import { type Survey, surveyZone } from "../../../preflight/survey.ts";
import { mockCloud } from "../../components/support/mocked-cloud.ts";
import { soundHome } from "../../domain/sound-home.ts";
import { lookUps, type OtherAnswers, virtualApi, type VirtualZone } from "./virtual-zone.ts";

/** The outcome of a survey: its result or refusal, its messages and its requests. */
export interface Surveyed {
  readonly survey: Survey | undefined;
  readonly refusal: Refusal | undefined;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** Paths with their queries. */
  readonly asked: readonly string[];
}

export interface SurveyedArgs {
  readonly zone?: VirtualZone;
  /** Settings beside those of a sound configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Certificate requests (PEM) by device. */
  readonly requests?: Readonly<Record<string, string>>;
  /** Answers to requests, by a part of their path, in place of the zone's. */
  readonly other?: OtherAnswers;
}

/** Surveys a zone for a home. */
export async function surveyOf({
  zone = {},
  settings = {},
  requests = {},
  other = {},
}: SurveyedArgs = {}): Promise<Surveyed> {
  await mockCloud({ lookUps: lookUps(zone) });
  const { api, asked } = virtualApi(zone, other);
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  const outcome = await surveyZone(api, { home: soundHome(settings), requests }).catch(
    (error: unknown) => error,
  );
  const said = [warn, info].map((log) => log.mock.calls.map(([text]) => text));
  warn.mockRestore();
  info.mockRestore();
  if (outcome instanceof Error && !(outcome instanceof Refusal)) {
    throw outcome;
  }
  const refusal = outcome instanceof Refusal ? outcome : undefined;
  const survey = refusal === undefined ? (outcome as Survey) : undefined;
  return { survey, refusal, warnings: said[0] ?? [], infos: said[1] ?? [], asked };
}

/** Returns `code where` for every problem of a refusal. */
export function problemsOf({ refusal }: Surveyed): string[] {
  return (refusal?.problems ?? []).map(({ code, where }) => `${code} ${where}`);
}

/** The state of a deployed stack. */
export const ownState = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel": { id: "tunnel-1" },
  "cloudflare:index/dnsRecord:DnsRecord ha.example.com-record": { id: "record-1" },
  "cloudflare:index/clientCertificate:ClientCertificate anna-phone-certificate": { id: "certificate-1" },
} as const;
