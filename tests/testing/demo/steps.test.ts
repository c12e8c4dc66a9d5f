import { describeOutput, describeResource } from "../../../testing/demo/steps.ts";

test.each([
  ["anna-phone-bundle", "anna-phone: key, certificate and bundle"],
  ["tunnel-ingress", "tunnel: ha.example.com leads to Home Assistant, everything else to a 404"],
  ["ha.example.com-record", "DNS record: ha.example.com can be reached, as the last step at Cloudflare"],
  ["anna-phone-key", undefined],
  ["home", undefined],
])("%s completes the step %p", (name, step) => {
  expect(describeResource(name)).toBe(step);
});

test("only what a command says about Home Assistant is a step", () => {
  expect(describeOutput("Home Assistant: start the app")).toBe("Home Assistant: start the app");
  expect(describeOutput("something else")).toBeUndefined();
});
