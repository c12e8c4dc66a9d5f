import { tokensOf } from "../../home-assistant/tokens.ts";

test("the configured token comes first, then this process's own, then the last run's", () => {
  const environment = {
    STORED_HOME_ASSISTANT_TOKEN: "stored",
    HOME_ASSISTANT_TOKEN: "own",
    CONFIGURED_HOME_ASSISTANT_TOKEN: "configured",
  };
  expect(tokensOf(environment)).toEqual(["configured", "own", "stored"]);
});

test("a token is listed once, and an empty one not at all", () => {
  const environment = { CONFIGURED_HOME_ASSISTANT_TOKEN: "", HOME_ASSISTANT_TOKEN: "a" };
  expect(tokensOf({ ...environment, STORED_HOME_ASSISTANT_TOKEN: "a" })).toEqual(["a"]);
  expect(tokensOf({})).toEqual([]);
});
