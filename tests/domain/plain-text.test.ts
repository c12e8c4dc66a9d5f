import * as fc from "fast-check";
import { formatProblem } from "../../domain/errors.ts";
import { plainJson, plainLines, plainText } from "../../domain/plain-text.ts";

test("keeps what a person wrote", () => {
  expect(plainText("Büro · 家 (office) 🏠")).toBe("Büro · 家 (office) 🏠");
});

test("nothing in a text of somebody else's moves the cursor, ends a line or turns the direction of writing", () => {
  const any = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(any, (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(plainLines(text).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test("a problem is told on the lines that it has, whatever it speaks of", () => {
  const forged = "x\u001b[1A\r\nfine     all is well";
  const problem = { code: "gate-bypassed", where: forged, what: "is odd", fix: "Look.\nThere." } as const;
  expect(formatProblem(problem)).toBe("x fine     all is well is odd [gate-bypassed]\n  Look.\n  There.");
});

test("JSON shows what a terminal would obey, and reads as it was", () => {
  const any = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(any, (text) => {
      const json = plainJson({ text });
      expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});
