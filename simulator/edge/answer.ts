import { randomBytes } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { beginAnswer, type ClientResponse } from "./client.ts";
import type { BlockResponse, Judgement } from "./rules.ts";

/** A response that the edge itself makes, without any origin. */
export interface EdgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The page for a blocked request, or a challenge that only a browser can solve. */
export function blockedAnswer(
  judgement: Extract<Judgement, { outcome: "blocked" }>,
  host: string,
): EdgeAnswer {
  if (judgement.response) return customAnswer(judgement.response);
  const ray = newRay();
  if (judgement.action === "block") {
    return page("Attention Required! | Cloudflare", ray, [
      "Sorry, you have been blocked",
      `You are unable to access ${host}`,
    ]);
  }
  const challenge = page("Just a moment...", ray, ["Enable JavaScript and cookies to continue"]);
  return { ...challenge, headers: { ...challenge.headers, "cf-mitigated": "challenge" } };
}

/** The page for a hostname that lacks a required Access application; its wording is not Cloudflare's. */
export function accessAnswer(): EdgeAnswer {
  return page("Error · Cloudflare Access", newRay(), [
    "Forbidden",
    "This hostname has no Access application.",
  ]);
}

/** Cloudflare's error pages, for example 1016 with status 530. */
export function errorAnswer(status: number, errorCode: number | string, reason: string): EdgeAnswer {
  const ray = newRay();
  return {
    status,
    headers: { ...commonHeaders(ray), "content-type": "text/plain; charset=UTF-8" },
    body: `error code: ${errorCode}\n${reason}\n`,
  };
}

/** A redirect to the same address over HTTPS. */
export function redirectAnswer(location: string): EdgeAnswer {
  return { status: 301, headers: { ...commonHeaders(newRay()), location }, body: "" };
}

/** The bare status of an ingress rule such as `http_status:404`. */
export function statusAnswer(status: number): EdgeAnswer {
  return { status, headers: commonHeaders(newRay()), body: "" };
}

/** The page for a request whose body exceeds the zone's limit. */
export function tooLongAnswer(): EdgeAnswer {
  return { ...page("413 Payload Too Large", newRay(), ["413 Payload Too Large"]), status: 413 };
}

/** Writes an answer, without its body for HEAD, and discards the rest of the request. */
export function sendAnswer(response: ClientResponse, answer: EdgeAnswer): void {
  const body = Buffer.from(answer.body, "utf8");
  beginAnswer(response, {
    status: answer.status,
    statusText: STATUS_CODES[answer.status] ?? "",
    lines: [...Object.entries(answer.headers), ["content-length", String(body.length)]],
  });
  if (response.req.method === "HEAD") response.end();
  else response.end(body);
  response.req.resume();
}

/** The headers of each response that the edge makes. */
function commonHeaders(ray: string): Record<string, string> {
  return { server: "cloudflare", "cf-ray": ray, "cache-control": "private, no-store" };
}

/** A new identifier of a request, as in the cf-ray header. */
export function newRay(): string {
  return `${randomBytes(8).toString("hex")}-SIM`;
}

function customAnswer(response: BlockResponse): EdgeAnswer {
  return {
    status: response.status_code,
    headers: { ...commonHeaders(newRay()), "content-type": response.content_type },
    body: response.content,
  };
}

function page(title: string, ray: string, [heading = "", ...paragraphs]: readonly string[]): EdgeAnswer {
  const lines = [...paragraphs, `Cloudflare Ray ID: ${ray}`].map((line) => `<p>${escapeHtml(line)}</p>`);
  return {
    status: 403,
    headers: { ...commonHeaders(ray), "content-type": "text/html; charset=UTF-8" },
    body: [
      "<!DOCTYPE html>",
      `<html lang="en-US"><head><title>${title}</title></head>`,
      `<body><h1>${heading}</h1>`,
      ...lines,
      "</body></html>",
      "",
    ].join("\n"),
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
