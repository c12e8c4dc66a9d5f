import * as pulumi from "@pulumi/pulumi";
import { childOptions, withIgnored } from "../../components/child-options.ts";
import { mockCloud, run, unwrap } from "./support/mocked-cloud.ts";

class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Part", name);
  }
}

let parent: Part, one: Part, two: Part;
beforeEach(async () => {
  await mockCloud();
  [parent, one, two] = await run(
    () => ["parent", "one", "two"].map((name) => new Part(name)) as [Part, Part, Part],
  );
});

async function awaitedBy(
  dependsOn: pulumi.ComponentResourceOptions["dependsOn"],
): Promise<pulumi.Resource[]> {
  const options = childOptions(parent, dependsOn === undefined ? undefined : { dependsOn });
  expect(options.parent).toBe(parent);
  return (await unwrap(options.dependsOn as pulumi.Output<pulumi.Resource[]>)).value;
}

test("children wait for what their component waits for, however it is written", async () => {
  expect(await awaitedBy(undefined)).toEqual([]);
  expect(await awaitedBy(one)).toEqual([one]);
  expect(await awaitedBy([one, two])).toEqual([one, two]);
  expect(await awaitedBy(pulumi.output([one, two]))).toEqual([one, two]);
});

test("an ignored input is added to those that are ignored already", () => {
  expect(withIgnored({ parent, ignoreChanges: ["csr"] }, "subject")).toEqual({
    parent,
    ignoreChanges: ["csr", "subject"],
  });
  expect(withIgnored({}, "subject")).toEqual({ ignoreChanges: ["subject"] });
});
