import { openSecrets } from "../../../testing/rehearsal/inputs.ts";

test("secrets are unwrapped, even inside others", () => {
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  const sealed = { a: secret([secret("b"), { c: secret(1) }]), d: null };
  expect(openSecrets(sealed)).toEqual({ a: ["b", { c: 1 }], d: null });
});
