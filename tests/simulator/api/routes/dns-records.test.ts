import { textLike } from "../../support/text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const records = () => underTest.client.dns.records;
const cname = (name: string, content = "00000000-0000-0000-0000-000000000000.cfargotunnel.com") => ({
  ...underTest.zone,
  type: "CNAME" as const,
  name,
  content,
  proxied: true,
  ttl: 1 as const,
});
const address = (name: string, content = "192.0.2.1") => ({
  ...underTest.zone,
  type: "A" as const,
  name,
  content,
  ttl: 300,
});

test("a record has the fields that were sent, and those that Cloudflare adds", async () => {
  const record = await records().create({ ...cname("ha.example.com"), comment: "home" });
  expect(record).toMatchObject({
    id: textLike(/^[0-9a-f]{32}$/),
    name: "ha.example.com",
    type: "CNAME",
    proxied: true,
    proxiable: true,
    ttl: 1,
    comment: "home",
    tags: [],
    meta: {},
  });
  expect(await records().get(record.id, underTest.zone)).toEqual(record);
});

test("PUT replaces the record, PATCH changes the fields it names", async () => {
  const { id } = await records().create({ ...cname("ha"), comment: "home" });
  const patched = await records().edit(id, { ...cname("ha", "b.net"), comment: "kept" });
  expect(patched).toMatchObject({ id, content: "b.net", comment: "kept" });
  const replaced = await records().update(id, cname("ha", "c.net"));
  expect(replaced).toMatchObject({ id, content: "c.net", comment: null });
});

test("records are found by exact name, parts of it, type and content", async () => {
  await records().create(cname("ha", "a.net"));
  await records().create(cname("haha", "b.net"));
  await records().create(address("www"));
  const names = async (filter: object) =>
    (await collect(records().list({ ...underTest.zone, ...filter }))).map(({ name }) => name);
  expect(await names({ name: { exact: "ha.example.com" } })).toEqual(["ha.example.com"]);
  expect(await names({ name: { startswith: "ha" } })).toHaveLength(2);
  expect(await names({ type: "A" })).toEqual(["www.example.com"]);
  expect(await names({ content: { exact: "b.net" } })).toEqual(["haha.example.com"]);
  expect(await names({ name: { exact: "nobody.example.com" } })).toEqual([]);
});

test("all records of a long list are reached page by page", async () => {
  const { zone } = underTest;
  for (let host = 1; host <= 5; host += 1) await records().create(address(`host${host}`));
  expect(await collect(records().list({ ...zone, per_page: 2 }))).toHaveLength(5);
});

test("a deleted record can't be read, changed or deleted again", async () => {
  const { zone } = underTest;
  const { id } = await records().create(cname("ha"));
  expect(await records().delete(id, zone)).toEqual({ id });
  const gone = { status: 404, code: 81044 };
  expect(await refusalOf(records().get(id, zone))).toMatchObject(gone);
  expect(await refusalOf(records().update(id, cname("ha")))).toMatchObject(gone);
  expect(await refusalOf(records().delete(id, zone))).toMatchObject(gone);
});

test("a record that is sent as data has a content made from it", async () => {
  const data = { flags: 0, tag: "issue", value: "letsencrypt.org" };
  const record = await records().create({
    ...underTest.zone,
    type: "CAA",
    name: "www",
    ttl: 1,
    data,
  } as never);
  expect(record).toMatchObject({ type: "CAA", content: '0 issue "letsencrypt.org"', data });
});

test("a name over the limits of DNS is refused", async () => {
  const body = { type: "A" as const, content: "192.0.2.1", ttl: 1 as const };
  const call = records().create({ ...underTest.zone, ...body, name: "a".repeat(64) });
  expect(await refusalOf(call)).toMatchObject({ status: 400, code: 9000 });
});
