import { z } from "zod";

/** What Cloudflare refused. */
export class ApiError extends Error {
  readonly status: number;
  /** Cloudflare's own numbers. https://developers.cloudflare.com/fundamentals/api/troubleshooting/ */
  readonly codes: readonly number[];
  /** Cloudflare's page about it, where the answer names one. */
  readonly documentationUrl: string | undefined;
  /** What it said, without status and codes. */
  readonly said: string;

  constructor(status: number, errors: readonly z.output<typeof apiFault>[], text: string) {
    const said = errors.map(({ code, message }) => `${message ?? ""} (${code ?? "no code"})`).join("; ");
    super(`${status} ${said === "" ? text.slice(0, 300) : said}`.trim());
    this.status = status;
    this.said = errors.map(({ message }) => message ?? "").join("; ");
    this.codes = errors.flatMap(({ code }) => code ?? []);
    this.documentationUrl =
      errors.find(({ documentation_url: url }) => url != null)?.documentation_url ?? undefined;
  }
}

/** No answer came. */
export class ConnectionError extends Error {}

/** One entry of an answer's `errors`. */
export const apiFault = z.looseObject({
  code: z.number().nullish(),
  message: z.string().nullish(),
  documentation_url: z.string().nullish(),
});
