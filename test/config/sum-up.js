// sum-up.js DIRECTORY: which tests were skipped (groups that were skipped as a whole by their name), and how many passed, failed and were skipped, from vitest's JSON reports.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory = '.'] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const skipped = new Map();
for (const file of readdirSync(directory)) {
  const suite = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  total.passed += suite.numPassedTests;
  total.failed += suite.numFailedTests;
  total.skipped += suite.numPendingTests + suite.numTodoTests;
  for (const { assertionResults, name, status, message } of suite.testResults) {
    // A file that fails before its first test (it says what it misses) is a failure too.
    if (status === 'failed' && assertionResults.length === 0) {
      total.failed += 1;
      console.log(`failed: ${name}: ${message.split('\n')[0]}`);
    }
    const ran = ({ status: outcome }) => outcome === 'passed' || outcome === 'failed';
    for (const test of assertionResults.filter((result) => !ran(result))) {
      const [group = test.title] = test.ancestorTitles;
      const isPartial = assertionResults.some((other) => other.ancestorTitles[0] === group && ran(other));
      const name = isPartial ? `${group}: ${test.title}` : group;
      skipped.set(name, (skipped.get(name) ?? 0) + 1);
    }
  }
}
for (const [group, count] of skipped) console.log(`skipped: ${group} (${count})`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
