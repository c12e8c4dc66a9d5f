import { anyText, textLike } from "../../support/text-matchers.ts";
import { collect, withSimulator } from "../../support/with-simulator.ts";

const underTest = withSimulator();
const tunnels = () => underTest.client.zeroTrust.tunnels.cloudflared;
const newTunnel = async (name = "home") =>
  tunnels().create({ ...underTest.account, name, config_src: "cloudflare" });
const ingress = (...rules: object[]) => ({
  ...underTest.account,
  config: { ingress: rules as { hostname: string; service: string }[] },
});
const CATCH_ALL = { service: "http_status:404" };

test("a new tunnel is inactive, remotely configured and without connections", async () => {
  const { client, account } = underTest;
  const tunnel = await newTunnel();
  expect(tunnel).toMatchObject({
    id: textLike(/^[0-9a-f-]{36}$/),
    account_tag: account.account_id,
    name: "home",
    config_src: "cloudflare",
    remote_config: true,
    deleted_at: null,
    status: "inactive",
    tun_type: "cfd_tunnel",
  });
  expect(await client.zeroTrust.tunnels.cloudflared.get(tunnel.id!, account)).toEqual(tunnel);
});

test("a deleted tunnel can still be read, is no longer listed as live, and its name is free", async () => {
  const { account } = underTest;
  const { id } = await newTunnel("home");
  const deleted = await tunnels().delete(id!, account);
  expect(deleted.deleted_at).toEqual(anyText);
  expect((await tunnels().get(id!, account)).deleted_at).toBe(deleted.deleted_at);
  expect(await collect(tunnels().list({ ...account, is_deleted: false }))).toEqual([]);
  expect(await collect(tunnels().list({ ...account, is_deleted: true }))).toHaveLength(1);
  expect((await newTunnel("home")).id).not.toBe(id);
});

test("tunnels are found by name and by uuid", async () => {
  const { account } = underTest;
  const first = await newTunnel("first");
  const second = await newTunnel("second");
  expect(await collect(tunnels().list({ ...account, name: "first" }))).toEqual([first]);
  expect(await collect(tunnels().list({ ...account, uuid: second.id! }))).toEqual([second]);
});

test("the token contains the account, the tunnel and its secret", async () => {
  const { account } = underTest;
  const secret = Buffer.alloc(32, 7).toString("base64");
  const { id } = await tunnels().create({ ...account, name: "home", tunnel_secret: secret });
  const token = await tunnels().token.get(id!, account);
  expect(JSON.parse(Buffer.from(token, "base64").toString())).toEqual({
    a: account.account_id,
    t: id,
    s: secret,
  });
});

test("a configuration is stored as it was sent, and each write raises its version", async () => {
  const { account } = underTest;
  const { id } = await newTunnel();
  const sent = ingress({ hostname: "ha.example.com", service: "http://homeassistant:8123" }, CATCH_ALL);
  expect((await tunnels().configurations.update(id!, sent)).version).toBe(1);
  expect((await tunnels().configurations.update(id!, sent)).version).toBe(2);
  const { config, source } = await tunnels().configurations.get(id!, account);
  expect(config).toEqual(sent.config);
  expect(source).toBe("cloudflare");
});

test("cascade deletes a connected tunnel", async () => {
  const { account, control, send } = underTest;
  const { id } = await newTunnel();
  await control("POST", `/tunnels/${id!}/connections`);
  await send(`/accounts/${account.account_id}/cfd_tunnel/${id!}?cascade=true`, { method: "DELETE" });
  expect(await tunnels().get(id!, account)).toMatchObject({
    deleted_at: anyText,
  });
});
