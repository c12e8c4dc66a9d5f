/**
 * Whether an expression may be true for one of these hostnames. It certainly is not if it contains no negation and every
 * operand of an `or` tests for another host: then, whatever its parentheses, it is true only for other hosts.
 */
export function mayMatch(expression: string, hostnames: readonly string[]): boolean {
  // Raw strings and escapes are not parsed here.
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

/** A trailing dot, a port and upper case are ignored, because the gate also matches names that have them. */
function namesIn(test: string, texts: readonly string[]): string[] {
  return [...test.matchAll(/"(\d+)"/g)].map(([, index]) =>
    (texts[Number(index)] ?? "").toLowerCase().replace(/:\d+$/, "").replace(/\.$/, ""),
  );
}
