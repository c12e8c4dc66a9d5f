/** Ends a test run with lines that people and programs can read: what was left out, then `N passed, N failed`. */
module.exports = class ClosingLineReporter {
  onRunComplete(contexts, results) {
    const projects = [...contexts].map(({ config }) => config.displayName?.name);
    if (!projects.includes("engine")) {
      process.stdout.write("engine suite skipped: no Pulumi CLI (npx pulumi version downloads it)\n");
    }
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : "";
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
};
