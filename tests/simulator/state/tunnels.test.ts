import { anyText } from "../support/text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../support/with-simulator.ts";

const underTest = withSimulator();
const tunnels = () => underTest.client.zeroTrust.tunnels.cloudflared;
const newTunnel = async (name = "home") =>
  tunnels().create({ ...underTest.account, name, config_src: "cloudflare" });
const ingress = (...rules: object[]) => ({
  ...underTest.account,
  config: { ingress: rules as { hostname: string; service: string }[] },
});
const CATCH_ALL = { service: "http_status:404" };

test("a live tunnel's name is refused, with advice not to retry", async () => {
  const { accountId } = underTest.simulator;
  await newTunnel("home");
  const response = await underTest.send(`/accounts/${accountId}/cfd_tunnel`, {
    method: "POST",
    body: JSON.stringify({ name: "home" }),
  });
  expect(response.status).toBe(409);
  expect(response.headers.get("x-should-retry")).toBe("false");
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 1013 }], result: null });
});

test("a deleted tunnel can't be deleted again or configured, and has no token", async () => {
  const { account } = underTest;
  const { id } = await newTunnel();
  await tunnels().delete(id!, account);
  expect(await refusalOf(tunnels().delete(id!, account))).toMatchObject({ status: 400 });
  expect(await refusalOf(tunnels().token.get(id!, account))).toMatchObject({ status: 404 });
  expect(await refusalOf(tunnels().configurations.update(id!, ingress(CATCH_ALL)))).toMatchObject({
    status: 404,
  });
});

test("a tunnel secret of 24 bytes is accepted, a shorter one refused", async () => {
  const create = (bytes: number) =>
    tunnels().create({
      ...underTest.account,
      name: `home-${bytes}`,
      tunnel_secret: Buffer.alloc(bytes).toString("base64"),
    });
  expect(await create(24)).toMatchObject({ name: "home-24" });
  expect(await refusalOf(create(23))).toMatchObject({ status: 400 });
});

test.each([
  ["no catch-all at the end", [{ hostname: "ha.example.com", service: "http://ha:8123" }]],
  ["a catch-all before the end", [CATCH_ALL, CATCH_ALL]],
  ["a hostname with a port", [{ hostname: "ha.example.com:443", service: "http://ha:8123" }, CATCH_ALL]],
  ["a wildcard inside a name", [{ hostname: "ha.*.com", service: "http://ha:8123" }, CATCH_ALL]],
  ["a service with a path", [{ hostname: "ha.example.com", service: "http://ha:8123/x" }, CATCH_ALL]],
  ["a service without a scheme", [{ hostname: "ha.example.com", service: "ha:8123" }, CATCH_ALL]],
  ["no rule at all", []],
])("an ingress with %s is refused and changes nothing", async (_mistake, rules) => {
  const { id } = await newTunnel();
  const call = tunnels().configurations.update(id!, ingress(...rules));
  expect(await refusalOf(call)).toMatchObject({ status: 400 });
  expect(await tunnels().configurations.get(id!, underTest.account)).not.toHaveProperty("config");
});

test("a connected tunnel is healthy, and can be deleted only after its connections are dropped", async () => {
  const { account, control } = underTest;
  const { id } = await newTunnel();
  await control("POST", `/tunnels/${id!}/connections`);
  expect((await tunnels().get(id!, account)).status).toBe("healthy");
  expect(await collect(tunnels().connections.get(id!, account))).toHaveLength(1);
  expect(await refusalOf(tunnels().delete(id!, account))).toMatchObject({ status: 400, code: 1022 });
  await tunnels().connections.delete(id!, account);
  expect((await tunnels().get(id!, account)).status).toBe("down");
  expect((await tunnels().delete(id!, account)).deleted_at).toEqual(anyText);
});
