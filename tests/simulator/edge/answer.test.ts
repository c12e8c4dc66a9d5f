import {
  blockedAnswer,
  errorAnswer,
  redirectAnswer,
  statusAnswer,
} from "cloudflare-simulator/edge/answer.ts";

const blocked = { outcome: "blocked", ruleId: "r", action: "block" } as const;

test("a blocked client's host appears on the page as text, never as markup", () => {
  const { status, body } = blockedAnswer(blocked, `<script>"&`);
  expect(status).toBe(403);
  expect(body).toContain("You are unable to access &lt;script>&quot;&amp;");
});

test("a rule's own response replaces the page", () => {
  const response = { status_code: 451, content: "{}", content_type: "application/json" };
  expect(blockedAnswer({ ...blocked, response }, "h")).toMatchObject({
    status: 451,
    body: "{}",
    headers: { "content-type": "application/json" },
  });
});

test("each answer has Cloudflare's name and a ray of its own, and must not be cached", () => {
  const answers = [errorAnswer(530, 1016, "no"), redirectAnswer("https://h/"), statusAnswer(404)];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({ server: "cloudflare", "cache-control": "private, no-store" });
  }
  expect(new Set(answers.map(({ headers }) => headers["cf-ray"])).size).toBe(3);
  expect(answers.map(({ body }) => body)).toEqual(["error code: 1016\nno\n", "", ""]);
});
