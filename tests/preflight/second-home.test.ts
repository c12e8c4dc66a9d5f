import { refuseSecondHome } from "../../preflight/second-home.ts";
import { mockCloud } from "../components/support/mocked-cloud.ts";

test("a second home in one run is refused by name, and the next run has its own first home", async () => {
  await mockCloud({ stack: "prod" });
  refuseSecondHome("home");
  expect(() => {
    refuseSecondHome("cottage");
  }).toThrow(
    "cottage is a second home in the stack prod, which already has home [second-home]\n  Make a stack",
  );
  await mockCloud({ stack: "prod" });
  expect(() => {
    refuseSecondHome("cottage");
  }).not.toThrow();
});
