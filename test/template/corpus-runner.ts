import { corpusCases, CorpusRunner, libraryRegistry } from './corpus-cases.ts';

/** `npx tsx test/template/corpus-runner.ts [-v] [AREA-OR-ID-PREFIX...]`: how much of the corpus passes, by area. */
const args = process.argv.slice(2);
const verbose = args.includes('-v');
const wanted = args.filter((arg) => arg !== '-v');
const cases = corpusCases() ?? [];
const runner = new CorpusRunner(libraryRegistry());
const areas = new Map<string, [passed: number, failed: number]>();
process.env.TZ = 'UTC';
for (const testCase of cases) {
  if (
    wanted.length > 0 &&
    !wanted.some((prefix) => testCase.area.startsWith(prefix) || testCase.id.startsWith(prefix))
  )
    continue;
  const { passed, got } = runner.run(testCase);
  const tally = areas.get(testCase.area) ?? [0, 0];
  tally[passed ? 0 : 1]++;
  areas.set(testCase.area, tally);
  if (!passed && verbose) {
    console.log(`FAILED ${testCase.id} [${testCase.mode}] ${JSON.stringify(testCase.template)}`);
    console.log(`    vars   ${testCase.varsYaml ?? testCase.vars.repr()}`);
    if (testCase.files.size > 0) console.log(`    files  ${testCase.files.repr().slice(0, 600)}`);
    console.log(`    expect ${testCase.expect.repr()}\n    got    ${got}`);
  }
}
let [allPassed, allFailed] = [0, 0];
for (const [area, [passed, failed]] of [...areas].toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(`${area.padEnd(24)} ${String(passed).padStart(4)} of ${passed + failed}`);
  allPassed += passed;
  allFailed += failed;
}
console.log(`${allPassed} passed, ${allFailed} failed`);
