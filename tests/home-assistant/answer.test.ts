import { AnswerLost, CommandRefused, SupervisorSilent } from "../../home-assistant/answer.ts";

test("a refusal has Home Assistant's code and words, and took no effect", () => {
  const refused = new CommandRefused("not_running", "It starts.");
  expect(refused).toMatchObject({ code: "not_running", message: "It starts." });
  expect(refused).not.toBeInstanceOf(AnswerLost);
});

test("what a silent Supervisor was asked may have taken effect, as with any lost answer", () => {
  expect(new SupervisorSilent("no answer")).toBeInstanceOf(AnswerLost);
});
