import { complainAboutServerAddress } from "../../../domain/configuration/server-address.ts";

const example = "http://homeassistant:8123";
const complain = (text: string, slash = false) => complainAboutServerAddress(text, { example, slash });

test.each([example, "https://192.168.1.20", "http://[::1]:8123", "HTTP://ha.lan"])(
  "%s can be used",
  (text) => {
    expect(complain(text)).toBeUndefined();
  },
);

test.each([
  ["homeassistant:8123", "has no http:// or https:// in front"],
  ["ftp://ha", "has no http:// or https:// in front"],
  ["http://ha:99999", "is not an address"],
  ["http://ha :8123", "is not an address"],
  [String.raw`http://ha\x`, "is not an address"],
  ["http://u:p@ha", "holds a user name or password"],
  ["http://ha/x", "has a path"],
  ["http://ha?x", "has a path"],
  ["http://ha#x", "has a path"],
])("%s is refused because it %s", (text, what) => {
  expect(complain(text)).toMatchObject({
    what,
    fix: `Write scheme, host and port only, for example ${example}`,
  });
});

test("one slash at the end is accepted only if the caller says so", () => {
  expect(complain(`${example}/`)?.what).toBe("has a path");
  expect(complain(`${example}/`, true)).toBeUndefined();
  expect(complain(`${example}//`, true)?.what).toBe("has a path");
});
