import { create } from "qrcode";
import { drawQrCode } from "../../../../cli/device/onboarding/qr-code.ts";

const text = "http://192.168.1.5:40000/XqwlVaRLyEljNeZLHHYNZy_HukW6pOMj#abcdefghjkmnpqrstuvwxyza";

/** The picture as rows of dark and light modules. */
function modulesOf(picture: string): boolean[][] {
  return picture.split("\n").flatMap((line) => {
    const blocks =
      line
        .replace("\u001b[30;107m", "")
        .replace("\u001b[0m", "")
        .match(/[█▀▄ ]/g) ?? [];
    return [blocks.map((block) => "█▀".includes(block)), blocks.map((block) => "█▄".includes(block))];
  });
}

test("draws every module in its place, with an empty edge of four modules around", () => {
  const { modules } = create(text, { errorCorrectionLevel: "L" });
  const drawn = modulesOf(drawQrCode(text));
  const size = modules.size + 8;
  expect(drawn.length).toBe(size + (size % 2));
  for (const [row, line] of drawn.entries()) {
    expect(line).toHaveLength(size);
    for (const [column, dark] of line.entries()) {
      const [y, x] = [row - 4, column - 4];
      const inside = y >= 0 && y < modules.size && x >= 0 && x < modules.size;
      expect(dark).toBe(inside && modules.get(y, x) === 1);
    }
  }
});

test("is black on white in every terminal, and leaves its colours as they were", () => {
  for (const line of drawQrCode(text).split("\n")) {
    expect(line.startsWith("\u001b[30;107m")).toBe(true);
    expect(line.endsWith("\u001b[0m")).toBe(true);
  }
});

test("fits a terminal of 80 columns and 24 lines with a long name", () => {
  const lines = drawQrCode(text).split("\n");
  expect(lines.length).toBeLessThan(24);
  expect(lines[0]!.length).toBeLessThan(80);
});
