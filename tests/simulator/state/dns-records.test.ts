import { anyText } from "../support/text-matchers.ts";
import { refusalOf, withSimulator } from "../support/with-simulator.ts";

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

test.each([
  ["ha", "ha.example.com"],
  ["HA.Example.com.", "ha.example.com"],
  ["@", "example.com"],
  ["ha.other.org", "ha.other.org.example.com"],
  ["notexample.com", "notexample.com.example.com"],
])("the name %s means %s", async (name, fullName) => {
  expect((await records().create(cname(name))).name).toBe(fullName);
});

test("a host has either one CNAME or addresses", async () => {
  await records().create(cname("ha"));
  expect(await refusalOf(records().create(cname("ha", "elsewhere.net")))).toMatchObject({
    status: 400,
    code: 81053,
  });
  expect(await refusalOf(records().create(address("ha")))).toMatchObject({ status: 400, code: 81054 });
  await records().create(address("www"));
  expect(await refusalOf(records().create(cname("www")))).toMatchObject({ status: 400, code: 81053 });
});

test("a host can have several addresses, but none twice", async () => {
  await records().create(address("www", "192.0.2.1"));
  await records().create(address("www", "192.0.2.2"));
  expect(await refusalOf(records().create(address("www", "192.0.2.2")))).toMatchObject({ code: 81058 });
});

test("renaming a record to a host that has one is refused", async () => {
  await records().create(cname("first"));
  const { id } = await records().create(cname("second"));
  expect(await refusalOf(records().update(id, cname("first")))).toMatchObject({ code: 81053 });
  expect((await records().get(id, underTest.zone)).name).toBe("second.example.com");
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

test("a comment has the time of its last change, and without a comment there is none", async () => {
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
