import { findPulumi } from "../cli/pulumi.ts";

/** Ends a test run with lines that people and programs can read: what was left out, then `N passed, N failed`. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    if (findPulumi() === undefined) {
      process.stdout.write("engine suite skipped: no Pulumi CLI (npx pulumi version downloads it)\n");
    }
    for (const reason of skipReasons(results)) {
      process.stdout.write(`${reason}\n`);
    }
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : "";
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}

/** Titles such as "Java opens it: keytool — skipped: not on this machine", from the program's name on. */
function skipReasons({ testResults }) {
  const pending = testResults
    .flatMap((file) => file.testResults)
    .filter(({ status }) => status === "pending");
  const titles = pending.flatMap(({ ancestorTitles, title }) => [...ancestorTitles, title]);
  return new Set(titles.flatMap((title) => /(?:.*?: )?([^:]+ — skipped: .+)/.exec(title)?.[1] ?? []));
}
