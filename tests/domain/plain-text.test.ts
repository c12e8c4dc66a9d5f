import * as fc from "fast-check";
import { formatProblem } from "../../domain/errors.ts";
import { plainJson, plainLines, plainText } from "../../domain/plain-text.ts";

test("ordinary text is unchanged", () => {
  expect(plainText("Büro · 家 (office) 🏠")).toBe("Büro · 家 (office) 🏠");
});

test("plain text can't move the cursor, end a line or change the direction of writing, whatever it was", () => {
  const any = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(any, (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(plainLines(text).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test("a text quoted in a problem can't add lines to it", () => {
  const forged = "x\u001b[1A\r\nfine     all is well";
  const problem = { code: "gate-bypassed", where: forged, what: "is odd", fix: "Look.\nThere." } as const;
  expect(formatProblem(problem)).toBe("x fine     all is well is odd [gate-bypassed]\n  Look.\n  There.");
});

test("plain JSON has no characters that control a terminal, and is unchanged once it is parsed", () => {
  const any = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(any, (text) => {
      const json = plainJson({ text });
      expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});
