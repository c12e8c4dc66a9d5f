/**
 * Whether an expression may be true for one of these hostnames. Only one that plainly speaks of other hosts is
 * believed: without any negation, and with a test for another host beside every `or`. Then that test stands in every
 * way in which the expression can be true, wherever its parentheses are.
 */
export function mayMatch(expression: string, hostnames: readonly string[]): boolean {
  // Raw texts and escapes in texts: whoever writes those is not read here.
  if (/\br#*"|\\/.test(expression)) {
    return true;
  }
  const texts: string[] = [];
  const bare = expression.replaceAll(
    /"([^"]*)"/g,
    (_text, content: string) => `"${texts.push(content) - 1}"`,
  );
  if (/\b(?:xor|not)\b|\^\^|!/.test(bare)) {
    return true;
  }
  return bare.split(/\bor\b|\|\|/).some((part) => {
    const tests = [...part.matchAll(hostTest)].map(([test]) => namesIn(test, texts));
    return !tests.some((names) => !names.some((name) => hostnames.includes(name)));
  });
}

const hostTest =
  /(?:lower\(\s*http\.host\s*\)|(?<![\w.])http\.host)\s+(?:(?:eq|==)\s+"\d+"|in\s+\{(?:\s*"\d+")+\s*\})/g;

/** The gate matches a name with a trailing dot, with a port and in any case as well: such a test is about ours, too. */
function namesIn(test: string, texts: readonly string[]): string[] {
  return [...test.matchAll(/"(\d+)"/g)].map(([, index]) =>
    (texts[Number(index)] ?? "").toLowerCase().replace(/:\d+$/, "").replace(/\.$/, ""),
  );
}
