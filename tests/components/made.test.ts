import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { leftOut, made } from "../../components/made.ts";
import { mockCloud, run, unwrap } from "./support/mocked-cloud.ts";

afterEach(() => {
  jest.restoreAllMocks();
});

async function makePassword(): Promise<random.RandomPassword> {
  await mockCloud();
  return run(() => new random.RandomPassword("a-password", { length: 24 }));
}

test("a resource that exists is passed on", async () => {
  const password = await makePassword();
  const { value } = await unwrap(made("a-password", password));
  expect(await unwrap(value.id)).toEqual({ value: "id of a-password", secret: false });
});

/** A program whose only resource gets no id. Its own process, because rejected outputs fail any test in this one. */
const program = `
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { made } from "./components/made.ts";
process.once("unhandledRejection", ({ constructor, message }) => {
  process.stdout.write(constructor.name + ": " + message);
  process.exit();
});
const newResource = ({ inputs }) => ({ id: "", state: inputs });
await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
made("a-password", new RandomPassword("a-password", { length: 24 })).apply(() => process.stdout.write("went on"));
`;

test("a resource that the run leaves out refuses everything that needs it, by name", () => {
  const words = ["--import", "./start.js", "--input-type=module", "--eval", program];
  const { stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stdout).toBe(`Refusal: ${leftOut("a-password").message}`);
});

test("a preview, which knows no ids yet, goes on without", async () => {
  const password = Object.assign(await makePassword(), { id: pulumi.output("") });
  jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
  expect((await unwrap(made("a-password", password).apply(() => "went on"))).value).toBe("went on");
});

test("the refusal says how to run everything", () => {
  expect(leftOut("gate-rules").message).toBe(
    "gate-rules is left out of this run, but other resources need it [left-out]\n" +
      "  Run it without --target and --exclude: npx pulumi up",
  );
});
