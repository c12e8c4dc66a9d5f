import { create } from "qrcode";
import { drawQrCode, paintQrCode, qrText } from "../../../../cli/device/onboarding/qr-code.ts";

const url = "http://192.168.100.105:40000/kbdfmtrwqa";
const password = "abcdefghjkmnpqrstuvwxyza";
const text = qrText(url, password);

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

test("every module is drawn in its place, with an empty edge of four modules", () => {
  const { modules } = create(text, { errorCorrectionLevel: "L" });
  const drawn = modulesOf(drawQrCode(text).picture);
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

test("the code is black on white in every terminal, and resets the colours", () => {
  for (const line of drawQrCode(text).picture.split("\n")) {
    expect(line.startsWith("\u001b[30;107m")).toBe(true);
    expect(line.endsWith("\u001b[0m")).toBe(true);
  }
});

test("the code fits a terminal of 80 columns and 24 lines together with the text around it", () => {
  const { picture, width, height } = drawQrCode(text);
  const lines = picture.split("\n");
  expect({ width, height }).toEqual({ width: [...modulesOf(picture)[0]!].length, height: lines.length });
  expect(height).toBeLessThanOrEqual(19);
  expect(width).toBeLessThan(80);
});

test("the address and the password are in capitals, which take less space and mean the same", () => {
  expect(text).toBe("HTTP://192.168.100.105:40000/KBDFMTRWQA#ABCDEFGHJKMNPQRSTUVWXYZA");
  expect(new URL(text).origin).toBe(new URL(url).origin);
  expect(qrText(url, "aB3")).toBe("HTTP://192.168.100.105:40000/KBDFMTRWQA#aB3");
});

test("the picture is a PNG", async () => {
  expect((await paintQrCode(text)).subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
});
