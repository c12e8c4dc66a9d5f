import { describeStep, describeWork, type Step } from "../../../domain/home-assistant/steps.ts";

const slug = "a_cloudflared";

test.each<[Step, string]>([
  [
    { kind: "apply-http", config: {}, why: "trust 10.0.0.1" },
    "trust 10.0.0.1: restart Home Assistant to try it, then confirm",
  ],
  [{ kind: "set-external-url", url: null, before: "https://a.test" }, "remove the external address"],
  [
    { kind: "set-external-url", url: "https://b.test", before: null },
    "set the external address to https://b.test",
  ],
  [
    { kind: "set-external-url", url: "https://b.test", before: "https://a.test" },
    "set the external address to https://b.test instead of https://a.test",
  ],
  [{ kind: "install-app", slug }, "install the app a_cloudflared"],
])("%j is described as “%s”", (step, text) => {
  expect(describeStep(step)).toBe(text);
});

test("no secret among an app's options is told", () => {
  const options = { tunnel_token: "secret" };
  const step: Step = { kind: "set-app-options", slug, options, boot: "auto", watchdog: true };
  expect(describeStep(step)).not.toContain("secret");
});

test("a run's work is a list, empty if there is nothing to do", () => {
  const url = "http://ha:8123";
  const steps: Step[] = [
    { kind: "install-app", slug },
    { kind: "start-app", slug },
  ];
  expect(describeWork(url, "2026.11.0", steps)).toBe(
    "At Home Assistant 2026.11.0 (http://ha:8123), pulumi up will:\n  - install the app a_cloudflared\n  - start the app a_cloudflared",
  );
  expect(describeWork(url, "2026.11.0", [])).toBe("");
});
