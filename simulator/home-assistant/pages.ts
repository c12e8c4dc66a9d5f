import type { IncomingMessage } from "node:http";

export interface HomeAssistantAnswer {
  /** 101: the WebSocket may open. */
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Returns Home Assistant's answer to a request that has passed its proxy check. */
export function answerRequest(message: IncomingMessage): HomeAssistantAnswer {
  const [rawPath = "/", query = ""] = splitOnce(message.url ?? "/", "?");
  if (looksHarmful(rawPath) || looksHarmful(query)) return text(400, "400: Bad Request");
  const page = pages.find(({ path }) => path.test(decodePath(rawPath)));
  if (!page) return text(404, "404: Not Found");
  if (!page.methods.includes(message.method ?? "GET")) return text(405, "405: Method Not Allowed");
  return page.answer(message);
}

interface Page {
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly answer: (message: IncomingMessage) => HomeAssistantAnswer;
}

const reading = ["GET", "HEAD"];

const pages: readonly Page[] = [
  { path: /^\/$/, methods: reading, answer: () => html("Home Assistant") },
  { path: /^\/auth\/authorize$/, methods: reading, answer: () => html("Home Assistant: log in") },
  {
    path: /^\/manifest\.json$/,
    methods: reading,
    answer: () =>
      json(200, { name: "Home Assistant", short_name: "Home Assistant", start_url: "/?homescreen=1" }),
  },
  {
    path: /^\/auth\/token$/,
    methods: ["POST"],
    answer: () => json(400, { error: "unsupported_grant_type" }),
  },
  { path: /^\/api\/$/, methods: reading, answer: needsToken },
  { path: /^\/api\/(google_assistant|alexa\/smart_home)$/, methods: ["POST"], answer: needsToken },
  // Unknown webhooks are answered 200 as well, so that nobody can find out which ones exist.
  { path: /^\/api\/webhook\/[^/]+$/, methods: ["GET", "HEAD", "POST", "PUT"], answer: () => text(200, "") },
  { path: /^\/api\/websocket$/, methods: ["GET"], answer: webSocket },
];

function needsToken(message: IncomingMessage): HomeAssistantAnswer {
  if (!/^Bearer .+/.test(message.headers.authorization ?? "")) return text(401, "401: Unauthorized");
  return json(200, { message: "API running." });
}

function webSocket(message: IncomingMessage): HomeAssistantAnswer {
  if (message.headers.upgrade?.toLowerCase() === "websocket") return { status: 101, type: "", body: "" };
  return text(400, 'No WebSocket UPGRADE hdr: None\n Can "Upgrade" only to "WebSocket".');
}

/**
 * Decodes like aiohttp before routing: everything but `%2F`, `%25` and `%2B`, leaving dot segments and double slashes
 * alone. https://yarl.aio-libs.org/en/latest/api/#yarl.URL.path_safe
 */
function decodePath(rawPath: string): string {
  const decoded = rawPath.replaceAll(/(%(?!2F|25|2B)[0-9A-F]{2})+/gi, (escapes) => {
    const bytes = Buffer.from(escapes.replaceAll("%", ""), "hex");
    return bytes.toString("utf8");
  });
  return decoded;
}

/**
 * Home Assistant's filter for requests that look like attacks, limited to the patterns for paths.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/security_filter.py
 */
function looksHarmful(part: string): boolean {
  const decoded = decodeRepeatedly(part);
  return (
    /[\t\r\n]/.test(decoded) || /\.\.\//.test(decoded) || /[a-z0-9_]=\/([a-z0-9_.]\/\/?)+/i.test(decoded)
  );
}

function decodeRepeatedly(part: string): string {
  const decoded = part.replaceAll(/%([0-9A-F]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return decoded === part ? decoded : decodeRepeatedly(decoded);
}

function splitOnce(whole: string, separator: string): string[] {
  const at = whole.indexOf(separator);
  return at === -1 ? [whole] : [whole.slice(0, at), whole.slice(at + 1)];
}

function text(status: number, body: string): HomeAssistantAnswer {
  return { status, type: "text/plain; charset=utf-8", body };
}

function json(status: number, body: object): HomeAssistantAnswer {
  return { status, type: "application/json", body: JSON.stringify(body) };
}

function html(title: string): HomeAssistantAnswer {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>\n`;
  return { status: 200, type: "text/html; charset=utf-8", body };
}
