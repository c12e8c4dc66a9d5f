import {
  complainAboutHomeAssistantUrl,
  isPrivateAddress,
  normaliseHomeAssistantUrl,
} from "../../../domain/home-assistant/address.ts";

test.each([
  "http://homeassistant.local:8123",
  "http://homeassistant:8123",
  "http://localhost:8123/",
  "http://192.168.1.5:8123",
  "http://10.0.0.5",
  "http://172.31.255.1:8123",
  "http://[fd00::5]:8123",
  "http://[fe80::1]:8123",
  "https://home.example.net",
  "https://203.0.113.7:8123",
])("%s is accepted", (url) => {
  expect(complainAboutHomeAssistantUrl(url)).toBeUndefined();
});

test.each([
  "http://home.example.net",
  "http://203.0.113.7:8123",
  "http://172.32.0.1:8123",
  "http://192.169.1.5",
  "http://[2001:db8::5]:8123",
  "http://100.64.0.1:8123",
  "http://homeassistant.local.example.net",
  // The same address in other words.
  "http://3405803783:8123",
])("%s would get an unencrypted token outside the home network", (url) => {
  expect(complainAboutHomeAssistantUrl(url)).toMatchObject({
    what: expect.stringMatching(/^uses plain http /) as string,
    fix: expect.stringMatching(/^Use https:/) as string,
  });
});

test.each([
  ["homeassistant.local:8123", "has no http"],
  ["ftp://homeassistant.local", "has no http"],
  ["http://homeassistant .local", "is not an address"],
  ["http://u:p@homeassistant.local", "holds a user name or password"],
  ["http://homeassistant.local:8123/lovelace", "has a path"],
  ["http://homeassistant.local:8123?x", "has a path"],
])("%s %s", (url, complaint) => {
  expect(complainAboutHomeAssistantUrl(url)?.what).toContain(complaint);
});

test("an address is normalised: no trailing slash, lower case, no default port", () => {
  expect(normaliseHomeAssistantUrl("HTTP://HomeAssistant.local:80/")).toBe("http://homeassistant.local");
});

test.each(["127.0.0.1", "::1", "::ffff:192.168.1.5", "169.254.1.1", "fdab::1"])(
  "%s is private",
  (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  },
);

test.each(["", "1.1.1.1", "::ffff:1.1.1.1", "2606:4700::1111", "11.0.0.1"])(
  "%s is not private",
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);
