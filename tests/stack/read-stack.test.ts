import * as pulumi from "@pulumi/pulumi";
import { readStack } from "../../stack/read-stack.ts";
import { mockCloud, unwrap } from "../components/support/mocked-cloud.ts";
import { stored } from "../domain/stored-configuration.ts";

const before = pulumi.log.debug;
beforeEach(() => mockCloud());
afterEach(() => {
  Object.assign(pulumi.log, { debug: before });
});

/** Returns what the program gets from a stack file. */
function read(file: Readonly<Record<string, unknown>>): unknown {
  pulumi.runtime.setAllConfig(stored(file));
  return readStack();
}

test("the settings in the project's namespace are read as plain values, unchecked", () => {
  const devices = [{ name: "Anna Phone", validityDays: 30 }];
  expect(
    read({ "ha-mtls:zone": "example.com", "ha-mtls:devices": devices, "ha-mtls:colour": "red" }),
  ).toEqual({
    zone: "example.com",
    devices,
    colour: "red",
  });
});

test("keys of other programs are ignored", () => {
  expect(read({ "ha-mtls:zone": "a.test", "aws:region": "eu", "ha-mtls-more:zone": "b.test" })).toEqual({
    zone: "a.test",
  });
});

test("an empty default from Pulumi.yaml is not a setting", () => {
  expect(read({ "ha-mtls:zone": "", "ha-mtls:devices": [], "ha-mtls:zoneSettings": {} })).toEqual({});
});

test("a token in the file is not passed on as the home's, but as an unknown key, which is refused", () => {
  expect(read({ "ha-mtls:apiToken": "abc" })).toEqual({ "ha-mtls:apiToken": "abc" });
});

test("the SDK's debug log, which contains secrets, is switched off, and warnings are not", async () => {
  const { warn } = pulumi.log;
  const original = jest.spyOn(pulumi.log, "debug");
  read({ "ha-mtls:zone": "example.com" });
  await pulumi.log.debug("a secret");
  expect(original).not.toHaveBeenCalled();
  expect(pulumi.log.warn).toBe(warn);
});

test("Home Assistant's access token is passed on as a secret argument, not as a setting", async () => {
  pulumi.runtime.setAllConfig({ "ha-mtls:homeAssistantToken": "t" }, ["ha-mtls:homeAssistantToken"]);
  const { homeAssistantToken, ...others } = readStack();
  expect(others).toEqual({});
  expect(await unwrap(pulumi.output(homeAssistantToken!))).toEqual({ value: "t", secret: true });
});
