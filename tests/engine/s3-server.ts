import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono } from "hono";

/** A bucket in memory with as much of S3 as Pulumi's backend needs. It checks no signatures. */
export interface S3Server {
  readonly port: number;
  /** Objects by key. */
  readonly objects: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

/** Serves the bucket on 127.0.0.1, addressed by path. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
export async function startS3Server(bucket: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const app = new Hono();
  app.get(`/${bucket}`, (c) => xml(c, listObjects(bucket, objects, c.req.query())));
  app.get(`/${bucket}/`, (c) => xml(c, listObjects(bucket, objects, c.req.query())));
  // Hono responds to HEAD as to GET, without the body.
  app.get(`/${bucket}/*`, (c) => {
    const found = objects.get(keyOf(c, bucket));
    return found === undefined ? missing(c) : c.body(new Uint8Array(found), 200, headersOf(found));
  });
  app.put(`/${bucket}/*`, async (c) => {
    const source = c.req.header("x-amz-copy-source");
    const body =
      source === undefined
        ? decode(Buffer.from(await c.req.arrayBuffer()), c.req.header("content-encoding"))
        : objects.get(decodeURIComponent(source).replace(new RegExp(`^/?${bucket}/`), ""));
    if (body === undefined) return missing(c);
    objects.set(keyOf(c, bucket), body);
    const { ETag } = headersOf(body);
    c.header("ETag", ETag);
    return source === undefined
      ? c.body(null)
      : xml(c, `<CopyObjectResult><ETag>${escapeXml(ETag)}</ETag></CopyObjectResult>`);
  });
  app.delete(`/${bucket}/*`, (c) => {
    objects.delete(keyOf(c, bucket));
    return c.body(null, 204);
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, objects, close };
}

const keyOf = (c: Context, bucket: string): string =>
  decodeURIComponent(new URL(c.req.url).pathname).slice(bucket.length + 2);

function headersOf(body: Buffer): Record<"ETag" | "Last-Modified", string> {
  const digest = createHash("md5").update(body).digest("hex");
  return { ETag: `"${digest}"`, "Last-Modified": new Date().toUTCString() };
}

/** The body before an SDK split it into signed chunks. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function decode(body: Buffer, encoding = ""): Buffer {
  if (!encoding.includes("aws-chunked")) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, end).toString("latin1"), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** ListObjectsV2, with all objects on one page. */
function listObjects(
  bucket: string,
  objects: ReadonlyMap<string, Buffer>,
  { prefix = "", delimiter = "" }: Readonly<Record<string, string>>,
): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const folderOf = (key: string): string | undefined => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const folders = [...new Set(keys.flatMap((key) => folderOf(key) ?? []))];
  const contents = keys
    .filter((key) => folderOf(key) === undefined)
    .map((key) => {
      const body = objects.get(key) ?? Buffer.alloc(0);
      const etag = escapeXml(headersOf(body).ETag);
      const written = new Date().toISOString();
      return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${written}</LastModified><ETag>${etag}</ETag><Size>${body.length}</Size></Contents>`;
    });
  const prefixes = folders.map(
    (folder) => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`,
  );
  return `<ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${contents.join("")}${prefixes.join("")}</ListBucketResult>`;
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function xml(c: Context, body: string): Response {
  return c.body(`<?xml version="1.0" encoding="UTF-8"?>${body}`, 200, { "Content-Type": "application/xml" });
}

function missing(c: Context): Response {
  return c.body("<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>", 404, {
    "Content-Type": "application/xml",
  });
}
