import childProcess from "node:child_process";
import { examine } from "../../../cli/doctor/examine.ts";
import { connectApi } from "../../../zone/api.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf, stateOf } from "../support/cli-fixtures.ts";
import { about, codes, doctorIn, problemsOf } from "./findings.ts";

const cloud = withSimulator();
const { findings } = doctorIn(cloud);

const writes = (): string[] =>
  cloud.simulator
    .requests()
    .filter(({ method, path }) => method !== "GET" && !path.includes("dry_run="))
    .map(({ method, path }) => `${method} ${path}`);

test("an untouched zone has no problems, and nothing is written", async () => {
  const found = await findings();
  expect(problemsOf(found)).toEqual([]);
  expect(found.filter(({ level }) => level === "fine").length).toBeGreaterThan(6);
  expect(writes()).toEqual([]);
});

test("an invalid token is reported once, with a form for a new one", async () => {
  const { api } = cloud.simulator;
  const client = connectApi({ token: "x".repeat(40), baseUrl: api });
  const found = await examine(client, { home: homeOf(), state: stateOf([]) });
  expect(codes(found)).toEqual(["problem refused-token"]);
  expect(about(found, "refused-token")).toContain("https://dash.cloudflare.com/profile/api-tokens?");
});

test("a zone that can't be looked up is reported as the missing permission Zone · Zone · Read", async () => {
  await cloud.control("POST", "/faults", { method: "GET", path: "/zones\\?", status: 403 });
  expect(about(await findings(), "missing-permission")).toContain("lacks Zone · Zone · Read");
});

test("a missing openssl is a problem", async () => {
  const answer = { pid: 0, output: [], stdout: "", stderr: "", status: null, signal: null };
  const spawn = jest
    .spyOn(childProcess, "spawnSync")
    .mockReturnValue({ ...answer, error: new Error("ENOENT") });
  const found = await findings();
  spawn.mockRestore();
  expect(codes(found)).toContain("problem no-openssl");
});
