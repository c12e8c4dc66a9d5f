/** Stands for any text in an expected value. Jest types its own matchers as `any`, which hides mistakes. */
export const anyText: unknown = expect.any(String);

/** Stands for any text that the pattern matches. */
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern);
