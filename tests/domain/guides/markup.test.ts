import { escapeMarkup } from "../../../domain/guides/markup.ts";

test("a text can neither open a tag nor end an attribute", () => {
  expect(escapeMarkup('<b title="x">&amp;</b>')).toBe("&lt;b title=&quot;x&quot;&gt;&amp;amp;&lt;/b&gt;");
});

test("other characters stay as they are", () => {
  expect(escapeMarkup("Anna's Büro · 家 🏠")).toBe("Anna's Büro · 家 🏠");
});
