import { AnswerLost, CommandRefused, SupervisorSilent } from "../../home-assistant/answer.ts";

test("a refusal carries Home Assistant's code and message, and is not a lost answer", () => {
  const refused = new CommandRefused("not_running", "It starts.");
  expect(refused).toMatchObject({ code: "not_running", message: "It starts." });
  expect(refused).not.toBeInstanceOf(AnswerLost);
});

test("a silent Supervisor counts as a lost answer", () => {
  expect(new SupervisorSilent("no answer")).toBeInstanceOf(AnswerLost);
});
