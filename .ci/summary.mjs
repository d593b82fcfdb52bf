import { readFileSync } from 'node:fs';

// Adds up vitest's JSON reports. A step that failed without a failed test, or a report that is missing, counts as a failure.
const [failedSteps, ...reports] = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of reports) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests + report.numTodoTests;
  } catch {
    totals.failed += 1;
  }
}
if (totals.failed === 0) totals.failed = Number(failedSteps);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
