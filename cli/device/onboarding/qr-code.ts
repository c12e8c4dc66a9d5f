import { create, toBuffer } from "qrcode";

/** Cameras recognize a code by the empty edge around it, four modules wide (ISO/IEC 18004). */
const edge = 4;
const errorCorrectionLevel = "L";

/**
 * Returns the text of the code: the page's address with the password after the #, in capitals, which take two thirds of the
 * space of small letters (ISO/IEC 18004, alphanumeric mode). Scheme and host are case-insensitive, and so are the page's
 * path and, for a password of small letters, its script.
 */
export function qrText(url: string, password: string): string {
  return `${url.toUpperCase()}#${/^[a-z]+$/.test(password) ? password.toUpperCase() : password}`;
}

export interface DrawnCode {
  readonly picture: string;
  /** Columns of the terminal. */
  readonly width: number;
  /** Lines of the terminal. */
  readonly height: number;
}

/**
 * Draws a QR code for a terminal: black on white in all colour schemes, with two rows of modules per line.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (SGR 30, 107)
 */
export function drawQrCode(text: string): DrawnCode {
  const { modules } = create(text, { errorCorrectionLevel });
  const size = modules.size + 2 * edge;
  const inside = (at: number): boolean => at >= edge && at < size - edge;
  const isDark = (row: number, column: number): boolean =>
    inside(row) && inside(column) && modules.get(row - edge, column - edge) === 1;
  const places = Array.from({ length: size }, (_place, index) => index);
  const lines = places
    .filter((row) => row % 2 === 0)
    .map((row) => places.map((column) => halfBlock(isDark(row, column), isDark(row + 1, column))).join(""))
    .map((line) => `\u001b[30;107m${line}\u001b[0m`);
  return { picture: lines.join("\n"), width: size, height: lines.length };
}

/** Returns the same code as a picture (PNG). */
export async function paintQrCode(text: string): Promise<Buffer> {
  return await toBuffer(text, { errorCorrectionLevel, margin: edge, scale: 8, type: "png" });
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) {
    return lower ? "█" : "▀";
  }
  return lower ? "▄" : " ";
}
