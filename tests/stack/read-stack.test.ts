import * as pulumi from "@pulumi/pulumi";
import { readStack } from "../../stack/read-stack.ts";
import { mockCloud } from "../components/mocked-cloud.ts";
import { stored } from "../domain/stored-configuration.ts";

const before = pulumi.log.debug;
beforeEach(() => mockCloud());
afterEach(() => {
  Object.assign(pulumi.log, { debug: before });
});

/** What the program gets of a stack file. */
function read(file: Readonly<Record<string, unknown>>): unknown {
  pulumi.runtime.setAllConfig(stored(file));
  return readStack();
}

test("a stack file is the settings of its namespace, as plain values and unchecked", () => {
  const devices = [{ name: "Anna Phone", validityDays: 30 }];
  expect(
    read({ "ha-mtls:zone": "example.com", "ha-mtls:devices": devices, "ha-mtls:colour": "red" }),
  ).toEqual({
    zone: "example.com",
    devices,
    colour: "red",
  });
});

test("keys of other programs are none of this one's", () => {
  expect(read({ "ha-mtls:zone": "a.test", "aws:region": "eu", "ha-mtls-more:zone": "b.test" })).toEqual({
    zone: "a.test",
  });
});

test("what Pulumi.yaml describes and the file does not set is not there", () => {
  expect(read({ "ha-mtls:zone": "", "ha-mtls:devices": [], "ha-mtls:zoneSettings": {} })).toEqual({});
});

test("a token in the file does not become the home's: it is a key that nobody knows", () => {
  expect(read({ "ha-mtls:apiToken": "abc" })).toEqual({ "ha-mtls:apiToken": "abc" });
});
