import { domainToASCII } from "node:url";
import { z } from "zod";
import { rangeOf } from "./address-range.ts";
import { countryCodes } from "./country-codes.ts";
import { complainAboutHomeAssistantUrl, normaliseHomeAssistantUrl } from "../home-assistant/address.ts";
import { type Mistake, messageFor, mistake, says } from "./mistake.ts";
import { complainAboutServerAddress } from "./server-address.ts";

/** Schemas of single values. */

export const deviceName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    says(
      "is not a device name",
      'Use a-z, 0-9 and "-", at most 63, for example "alice-iphone". It becomes the certificate\'s common name.',
      "device-name",
    ),
  );

export const organization = z
  .string()
  .regex(/^[^\p{Cc}]*$/u, says("holds a control character", "Write the name on one line."))
  .refine((text) => text.trim() !== "", says("is empty", "Write a name, for example Home."))
  // X.520 ub-organization-name: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
  .refine(
    (text) => Array.from(text).length <= 64,
    says("is longer than 64 characters", "Write a shorter name."),
  );

export const country = z
  .string()
  .refine(
    (code) => countryCodes.has(code),
    says(
      "is not a country code",
      'Write two capital letters of ISO 3166-1, for example DE; in YAML put NO in quotes: "NO".',
    ),
  );

export const hostname = z
  .string()
  .transform((text) => text.toLowerCase())
  .superRefine(refuse(complainAboutHostname));

/** Makes a check of a function that finds the mistake in a text; undefined for one that can be used. */
function refuse(complain: (text: string) => Mistake | undefined) {
  return (text: string, context: z.core.$RefinementCtx<string>): void => {
    const complaint = complain(text);
    if (complaint !== undefined) {
      context.addIssue({ code: "custom", message: messageFor(complaint) });
    }
  };
}

function complainAboutHostname(text: string): Mistake | undefined {
  if (text.includes("*")) {
    return mistake("is a wildcard", "Name each hostname; a wildcard would open names that are not listed.");
  }
  const ascii = domainToASCII(text);
  if (/[^\x21-\x7e]/.test(text) && ascii !== "") {
    return mistake("has letters outside ASCII", `Write it in its ASCII form: ${ascii}`);
  }
  const labels = text.split(".");
  const legal = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!legal || labels.length < 2 || text.length > 253) {
    return mistake("is not a hostname", "Write a name such as ha.example.com, without scheme, port or path.");
  }
  return undefined;
}

/** Without a path, which cloudflared refuses: https://github.com/cloudflare/cloudflared ingress/ingress.go. */
export const origin = z
  .string()
  .superRefine(
    refuse((text) =>
      complainAboutServerAddress(text, { example: "http://homeassistant:8123", slash: false }),
    ),
  );

export const homeAssistantUrl = z
  .string()
  .superRefine(refuse(complainAboutHomeAssistantUrl))
  .transform(normaliseHomeAssistantUrl);

const unreserved = "a-zA-Z0-9._~!$&'()+,;=:@-";

/**
 * A path in the form that URL normalisation leaves unchanged: no query, escapes, empty segments or dot segments.
 * https://developers.cloudflare.com/rules/normalization/how-it-works/
 */
export const lanePath = z
  .string()
  .regex(
    new RegExp(`^/(?!/)([${unreserved}]+/)*[${unreserved}]*$`),
    says(
      "is not a plain path",
      "Write it from the first slash, without query, '%', '*' or empty parts, for example /api/webhook/abc.",
    ),
  )
  .refine(
    (path) => !path.split("/").some((part) => part === "." || part === ".."),
    says("has a dot segment", "Write the path without . and .. parts."),
  );

const badWebhookId = says(
  "is not a webhook's id",
  "Write the id that Home Assistant shows: letters, digits, '-' and '_'. Put a number in quotes.",
);

export const webhookId = z.string(badWebhookId).regex(/^[A-Za-z0-9_-]+$/, badWebhookId);

/** The mistake of an unknown preset. */
export const badPreset = mistake(
  "is an unknown preset",
  "Write alexa or google-assistant, or instead of preset the key webhook: <id>.",
);

export const laneAddress = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
    error: says("is not an IP address or range", "Write for example 203.0.113.7 or 203.0.113.0/24."),
  })
  .superRefine((text, context) => {
    const range = rangeOf(text);
    if (range !== undefined && range !== text) {
      const message = says(
        "has bits set beyond its prefix, which Cloudflare refuses",
        `Write ${range}, or the address alone.`,
      );
      context.addIssue({ code: "custom", message });
    }
  });

export const csrPath = z
  .string()
  .regex(
    /^[^\0\n\r]+$/,
    says("is not a file path", "Write the path of a PEM file, for example requests/alice-phone.pem."),
  );

/** What a lane's `acknowledge` must say, word for word, before it may open the login or everything. */
export const acknowledgementText = "this opens the login page";

export const acknowledgement = z.literal(acknowledgementText, {
  error: says("is not the acknowledgement", `Write exactly: ${acknowledgementText}`),
});

/** The id of something at Cloudflare. */
export const identifier = (what: string) =>
  z
    .string()
    .regex(
      /^[0-9a-f]{32}$/,
      says(`is not the id of ${what}`, "Copy the 32 hexadecimal digits from the dashboard's Overview page."),
    );

/** A whole number from 1 on. */
export function wholeNumber(maximum: number, advice: string) {
  return z
    .int(says("must be a whole number", advice))
    .min(1, says("must be at least 1", advice))
    .max(maximum, says(`must be at most ${maximum}`, advice));
}
