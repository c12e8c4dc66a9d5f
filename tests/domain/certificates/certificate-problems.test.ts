import {
  certificateProblem,
  daysUntil,
  expiryProblem,
  findHeld,
  inDays,
  overlapAdvice,
  revokedAlready,
  revokedOutside,
} from "../../../domain/certificates/certificate-problems.ts";
import { soundHome } from "../sound-home.ts";

const now = new Date("2030-01-01T12:00:00Z");
const current = { name: "anna.2", previous: false };
const previous = { name: "anna", previous: true };

test.each([
  ["2030-01-02T12:00:00Z", 1],
  ["2030-01-02T11:59:59Z", 0],
  ["2030-01-01T12:00:00Z", 0],
  ["2030-01-01T11:59:59Z", -1],
])("until %s there are %i whole days", (then, days) => {
  expect(daysUntil(then, now)).toBe(days);
  expect(daysUntil(new Date(then), now)).toBe(days);
});

test.each([
  [0, "today"],
  [1, "in 1 day"],
  [30, "in 30 days"],
])("%i days are %s", (days, words) => {
  expect(inDays(days)).toBe(words);
});

test("a certificate is held in its generation, and so is the previous one while it is kept", () => {
  const home = soundHome({ devices: [{ name: "anna", generation: 3, keepPrevious: true }] });
  expect(findHeld(home, "anna.3")).toEqual({ name: "anna.3", previous: false });
  expect(findHeld(home, "anna.2")).toEqual({ name: "anna.2", previous: true });
  expect(findHeld(home, "anna")).toBeUndefined();
});

test.each([
  [30, "has a certificate that expires in 30 days"],
  [0, "has a certificate that expires today"],
  [-1, "has a certificate that has expired"],
])("with %i days to go a certificate is warned about, with how to replace it without a gap", (days, what) => {
  expect(expiryProblem(current, days)).toEqual({
    code: "expires-soon",
    where: "anna.2",
    what,
    fix: "Replace it without a gap: set generation: 3 and keepPrevious: true for anna, then npx pulumi up",
  });
});

test("with 31 days to go a certificate is not warned about", () => {
  expect(expiryProblem(current, 31)).toBeUndefined();
});

test("when the previous certificate expires, the new one has to be handed over", () => {
  expect(expiryProblem(previous, 3)).toMatchObject({
    what: "is the previous certificate, and expires in 3 days",
    fix: "Hand over the new one (npm run device -- onboard anna), then remove keepPrevious: npx pulumi up",
  });
});

test("a revoked certificate locks its device out; a previous one does not", () => {
  expect(revokedOutside(current)).toMatchObject({
    code: "changed-outside",
    what: expect.stringContaining("the device is locked out") as string,
    fix:
      "Issue a new one: set generation: 3 for anna, then npm run adopt && npx pulumi up\n" +
      "If the device is lost, set revoked: true for anna instead, then the same commands",
  });
  expect(revokedOutside(previous)).toMatchObject({
    what: expect.stringContaining("no longer opens anything") as string,
    fix: expect.stringMatching(
      /onboard anna\), then remove keepPrevious: npm run adopt && npx pulumi up$/,
    ) as string,
  });
});

test("a held certificate that Cloudflare does not list counts as revoked", () => {
  expect(certificateProblem(current, undefined, now)).toEqual(revokedOutside(current));
  expect(certificateProblem(current, { expiresOn: "2030-01-11T12:00:00Z" }, now)).toEqual(
    expiryProblem(current, 10),
  );
});

test("a certificate that can't be revoked again is removed from the state by adopt", () => {
  expect(revokedAlready("anna")).toMatchObject({
    code: "changed-outside",
    where: "anna",
    fix: expect.stringContaining("npm run adopt && npx pulumi up") as string,
  });
});

test("the advice names the next generation", () => {
  expect(overlapAdvice("anna-phone")).toContain("set generation: 2 and keepPrevious: true for anna-phone");
  expect(overlapAdvice("anna-phone.9")).toContain("set generation: 10 and");
});
