import { anyText, textLike } from "../../text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../../with-simulator.ts";

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

test("a record is given back with the fields that were sent and those Cloudflare adds", async () => {
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

test.each([
  ["ha", "ha.example.com"],
  ["HA.Example.com.", "ha.example.com"],
  ["@", "example.com"],
  ["ha.other.org", "ha.other.org.example.com"],
  ["notexample.com", "notexample.com.example.com"],
])("the name %s means %s", async (name, fullName) => {
  expect((await records().create(cname(name))).name).toBe(fullName);
});

test("a host has one CNAME or addresses, never both", async () => {
  await records().create(cname("ha"));
  expect(await refusalOf(records().create(cname("ha", "elsewhere.net")))).toMatchObject({
    status: 400,
    code: 81053,
  });
  expect(await refusalOf(records().create(address("ha")))).toMatchObject({ status: 400, code: 81054 });
  await records().create(address("www"));
  expect(await refusalOf(records().create(cname("www")))).toMatchObject({ status: 400, code: 81053 });
});

test("a host may have several addresses, but none twice", async () => {
  await records().create(address("www", "192.0.2.1"));
  await records().create(address("www", "192.0.2.2"));
  expect(await refusalOf(records().create(address("www", "192.0.2.2")))).toMatchObject({ code: 81058 });
});

test("a rename onto another record's host is refused", async () => {
  await records().create(cname("first"));
  const { id } = await records().create(cname("second"));
  expect(await refusalOf(records().update(id, cname("first")))).toMatchObject({ code: 81053 });
  expect((await records().get(id, underTest.zone)).name).toBe("second.example.com");
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

test("every record of a long list is reached page by page", async () => {
  const { zone } = underTest;
  for (let host = 1; host <= 5; host += 1) await records().create(address(`host${host}`));
  expect(await collect(records().list({ ...zone, per_page: 2 }))).toHaveLength(5);
});

test.each([
  ["an address that is none", { type: "A", content: "ha" }, 9005],
  ["a proxied TXT", { type: "TXT", content: "x", proxied: true }, 9004],
  ["a lifetime of 5 seconds", { ttl: 5 }, 9021],
  ["a tag on the free plan", { tags: ["a:b"] }, 9300],
])("%s is refused", async (_mistake, change, code) => {
  const body = JSON.stringify({ ...address("www"), ...change });
  const response = await underTest.send(`/zones/${underTest.simulator.zoneId}/dns_records`, {
    method: "POST",
    body,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ code }] });
});

test("a record that is gone cannot be read, changed or deleted", async () => {
  const { zone } = underTest;
  const { id } = await records().create(cname("ha"));
  expect(await records().delete(id, zone)).toEqual({ id });
  const gone = { status: 404, code: 81044 };
  expect(await refusalOf(records().get(id, zone))).toMatchObject(gone);
  expect(await refusalOf(records().update(id, cname("ha")))).toMatchObject(gone);
  expect(await refusalOf(records().delete(id, zone))).toMatchObject(gone);
});

test("a record whose parts are sent as data has them as its content, too", async () => {
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

test("the time of a comment's last change is told as long as there is a comment", async () => {
  const { zone } = underTest;
  const body = { ...zone, type: "A" as const, name: "www", content: "192.0.2.1", ttl: 1 as const };
  const plain = await records().create(body);
  expect(plain).not.toHaveProperty("comment_modified_on");
  const first = await records().edit(plain.id, { ...body, comment: "ours" });
  expect(first.comment_modified_on).toEqual(anyText);
  const same = await records().edit(plain.id, { ...body, content: "192.0.2.2", comment: "ours" });
  expect(same.comment_modified_on).toBe(first.comment_modified_on);
  expect(await records().edit(plain.id, { ...body, comment: "" })).not.toHaveProperty("comment_modified_on");
});

test("a name over the limits of DNS is refused", async () => {
  const body = { type: "A" as const, content: "192.0.2.1", ttl: 1 as const };
  const call = records().create({ ...underTest.zone, ...body, name: "a".repeat(64) });
  expect(await refusalOf(call)).toMatchObject({ status: 400, code: 9000 });
});
