import { chooseHomeAssistant } from "../../../domain/home-assistant/wanted.ts";
import { soundHome } from "../sound-home.ts";

const url = "http://homeassistant.local:8123";
const choose = (homeAssistant?: object) =>
  chooseHomeAssistant(soundHome(homeAssistant === undefined ? {} : { homeAssistant }));

test("without homeAssistant in the stack file Home Assistant is left alone", () => {
  expect(choose()).toBeUndefined();
});

test("the external address becomes the first service's, unless it is to be left as it is", () => {
  expect(choose({ url })).toEqual({
    url,
    externalUrl: "https://ha.example.com",
    takeOverApp: false,
    trustedProxies: undefined,
    origin: "http://homeassistant:8123",
  });
  expect(choose({ url, externalUrl: "leave" })?.externalUrl).toBeUndefined();
});

test("the owner's choices for app and proxies are passed on", () => {
  const choices = { takeOverApp: true, trustedProxies: ["192.168.1.5"] };
  expect(choose({ url, ...choices })).toMatchObject(choices);
});
