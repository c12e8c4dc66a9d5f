import type { Expression, Test, ValueNode } from "./expression.ts";

/** A value that a rule looks for in a field of the request. */
export interface Probe {
  /** A field such as http.user_agent, or `http.request.headers[name]`. */
  readonly field: string;
  readonly value: string;
}

/** How rules use one text of the client certificate. */
export interface CertificateUse {
  /** Whether it is only compared as a whole with the literals, so that all other values are equivalent. */
  exact: boolean;
  readonly literals: Set<string>;
}

export interface RuleSurvey {
  /** The probes of each rule, in the order of the rules. */
  readonly probes: readonly (readonly Probe[])[];
  /** Field → use, for each `cf.tls_client_auth` text that occurs. */
  readonly certificateUses: ReadonlyMap<string, CertificateUse>;
}

/** Collects the values that a set of rules looks for, which are those to try when searching for a way past them. */
export function surveyRules(expressions: readonly Expression[]): RuleSurvey {
  const certificateUses = new Map<string, CertificateUse>();
  const probes = expressions.map((expression) => {
    const found: Probe[] = [];
    visit(expression, { probes: found, certificateUses });
    return found;
  });
  return { probes, certificateUses };
}

interface Findings {
  readonly probes: Probe[];
  readonly certificateUses: Map<string, CertificateUse>;
}

function visit(expression: Expression, findings: Findings): void {
  switch (expression.kind) {
    case "compare":
      noteComparison(expression.value, expression.test, findings);
      return;
    case "truth":
      noteTruth(expression.value, findings);
      return;
    case "and":
    case "or":
    case "xor":
      visit(expression.left, findings);
      visit(expression.right, findings);
      return;
    default:
      visit(expression.operand, findings);
  }
}

function noteComparison(value: ValueNode, test: Test, findings: Findings): void {
  const field = fieldOf(value);
  if (field === undefined) return;
  const samples = sampleValues(test);
  if (!field.startsWith(certificatePrefix)) {
    findings.probes.push(...samples.map((sample) => ({ field, value: sample })));
    return;
  }
  const exact = value.kind === "field" && isEquality(test);
  noteCertificate(field, { exact, literals: new Set(samples) }, findings);
}

/** For functions such as starts_with(field, "…"), also inside any(). */
function noteTruth(value: ValueNode, findings: Findings): void {
  const field = fieldOf(value);
  if (field === undefined || value.kind !== "call") return;
  if (field.startsWith(certificatePrefix)) {
    noteCertificate(field, { exact: false, literals: new Set() }, findings);
    return;
  }
  for (const input of value.inputs) {
    if (input.kind === "literal" && typeof input.value === "string") {
      findings.probes.push({ field, value: input.value });
    }
  }
}

const certificatePrefix = "cf.tls_client_auth.";
/** An arbitrary header's name, where a rule looks at all headers. */
const anyHeader = "x-any";

function noteCertificate(field: string, use: CertificateUse, { certificateUses }: Findings): void {
  const known = certificateUses.get(field);
  if (!known) {
    certificateUses.set(field, use);
    return;
  }
  known.exact &&= use.exact;
  for (const literal of use.literals) known.literals.add(literal);
}

/** The field from which a value is made; if there are several, the first one. */
function fieldOf(value: ValueNode): string | undefined {
  switch (value.kind) {
    case "field":
      return value.name;
    case "literal":
      return undefined;
    case "index": {
      const [index] = value.path;
      if (value.of.type !== "Headers") return fieldOf(value.of);
      const name = typeof index === "object" ? index.name.toLowerCase() : anyHeader;
      return `${String(fieldOf(value.of))}[${name}]`;
    }
    case "call":
      return value.inputs.map(fieldOf).find((field) => field !== undefined);
  }
}

function isEquality(test: Test): boolean {
  return test.kind === "in-texts" || (test.kind === "order" && ["eq", "ne"].includes(test.operator));
}

/** Values that satisfy the test, or nearly so. Addresses are left out, because a client can't choose its own. */
function sampleValues(test: Test): string[] {
  switch (test.kind) {
    case "order":
      return typeof test.literal === "string" || typeof test.literal === "bigint"
        ? [String(test.literal)]
        : [];
    case "contains":
      return [test.literal];
    case "wildcard":
      return [test.literal.replaceAll(/(?<!\\)\*/g, "x").replaceAll("\\", "")];
    case "in-texts":
      return [...test.set];
    case "in-integers":
      return test.ranges.flat().map(String);
    case "bits":
    case "in-addresses":
      return [];
  }
}
