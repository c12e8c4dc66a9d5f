import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandUnderTest } from "./support/command-under-test.ts";

const { fake, folder, run, makeTunnel } = commandUnderTest();
beforeEach(() => {
  fake.answer("whoami --json", { stdout: JSON.stringify({ url: "s3://home" }) });
});

test("shows its plan and changes nothing when it can't ask for confirmation, exit code 2", async () => {
  await makeTunnel();
  const { code, stderr } = await run("adopt");
  expect(stderr).toMatch(/^Stack prod takes over:\n {2}tunnel ha-mtls-prod /);
  expect(stderr).toContain("To confirm in advance, add --yes");
  expect(code).toBe(2);
  expect(existsSync(join(folder(), "backups"))).toBe(false);
});

test("--json alone only prints the plan, exit code 1 because something is left to do", async () => {
  await makeTunnel();
  const { code, stdout } = await run("adopt", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    stack: "prod",
    done: false,
    backup: null,
    take: [{ name: "tunnel" }],
  });
  expect(code).toBe(1);
});

test("--take of something that needs no separate consent is bad usage", async () => {
  await makeTunnel();
  const { code, stderr } = await run("adopt", "--yes", "--take", "tunnel");
  expect(stderr).toContain("--take tunnel does not name an object that needs separate consent");
  expect(code).toBe(2);
});

test("a stack that is in line with Cloudflare has nothing to do, exit code 0", async () => {
  expect(await run("adopt")).toEqual({
    code: 0,
    stdout: "",
    stderr: "The state is in line with Cloudflare: nothing to do.\n",
  });
});

test("files that a killed run left half-written are removed only with consent", async () => {
  const stacks = join(folder(), ".pulumi", "stacks", "ha-mtls");
  const broken = join(stacks, "prod.json.attrs");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(broken, "");
  fake.answer("whoami --json", { stdout: JSON.stringify({ url: pathToFileURL(folder()).href }) });
  const { code, stderr } = await run("adopt");
  expect(stderr).toContain(`left these files half-written, so Pulumi can't load the state:\n  ${broken}\n`);
  expect([code, existsSync(broken)]).toEqual([2, true]);
  expect(JSON.parse((await run("adopt", "--json")).stdout)).toEqual({ broken: [broken], removed: false });
  expect(existsSync(broken)).toBe(true);
  expect((await run("adopt", "--yes")).stderr).toContain("Next: npx pulumi up\n");
  expect(existsSync(broken)).toBe(false);
});
