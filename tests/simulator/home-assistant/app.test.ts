import { App } from "cloudflare-simulator/home-assistant/app.ts";

const slug = "396f0234_cloudflared";
const token = (tunnel_token: string) => ({ options: { additional_hosts: [], tunnel_token } });

test("an app runs the connector of the token it was started with, until it is stopped", () => {
  const running: string[] = [];
  const app = new App(slug, (text) => {
    running.push(text);
    return () => void running.splice(running.indexOf(text), 1);
  });
  app.configure(token("one"));
  app.start();
  app.configure(token("two"));
  // Starting it again changes nothing.
  app.start();
  expect(running).toEqual(["one"]);
  app.stop();
  expect([running, app.state]).toEqual([[], "stopped"]);
  app.start();
  expect(running).toEqual(["two"]);
});

test("without a token it runs no connector", () => {
  const app = new App(slug, () => {
    throw new Error("there is nothing to connect");
  });
  app.start();
  expect(app.state).toBe("started");
});

test("options without the list that the app insists on are refused, and those that it doesn't know are dropped", () => {
  const app = new App(slug);
  expect(() => {
    app.configure({ options: { tunnel_token: "x" } });
  }).toThrow("Missing option 'additional_hosts' in root");
  app.configure({ options: { additional_hosts: [], colour: "red" }, boot: "manual", watchdog: true });
  expect(app).toMatchObject({ options: { additional_hosts: [] }, boot: "manual", watchdog: true });
});

test("its description has its options, and the repository from its slug", () => {
  expect(new App(slug).describe()).toMatchObject({
    slug,
    repository: "396f0234",
    state: "stopped",
    options: { additional_hosts: [] },
    ip_address: "172.30.33.5",
  });
});
