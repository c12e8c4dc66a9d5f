import { create } from "qrcode";

/** Cameras find a code by the empty edge around it, four modules wide (ISO/IEC 18004). */
const edge = 4;

/**
 * A QR code for a terminal: black on white whatever the terminal's colours are, two rows of modules in a line.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (SGR 30, 107)
 */
export function drawQrCode(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: "L" });
  const size = modules.size + 2 * edge;
  const inside = (at: number): boolean => at >= edge && at < size - edge;
  const isDark = (row: number, column: number): boolean =>
    inside(row) && inside(column) && modules.get(row - edge, column - edge) === 1;
  const places = Array.from({ length: size }, (_place, index) => index);
  return places
    .filter((row) => row % 2 === 0)
    .map((row) => places.map((column) => halfBlock(isDark(row, column), isDark(row + 1, column))).join(""))
    .map((line) => `\u001b[30;107m${line}\u001b[0m`)
    .join("\n");
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) {
    return lower ? "█" : "▀";
  }
  return lower ? "▄" : " ";
}
