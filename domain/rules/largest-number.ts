/**
 * Finds the largest whole number up to `limit` that fits, by bisection; 0 when none does.
 * @param fits must be true for every number below one for which it is true
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
