/**
 * The largest whole number from 0 to `limit` that fits, by halving: whatever is smaller than a number that fits must
 * fit, too. 0 when none does.
 */
export function largestNumber(limit: number, fits: (candidate: number) => boolean): number {
  let [known, tooLarge] = [0, limit + 1];
  while (tooLarge - known > 1) {
    const middle = Math.floor((known + tooLarge) / 2);
    if (fits(middle)) {
      known = middle;
    } else {
      tooLarge = middle;
    }
  }
  return known;
}
