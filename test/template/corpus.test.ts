import { describe, expect, it } from 'vitest';
import { corpusCases, CorpusRunner, libraryRegistry } from './corpus-cases.ts';

/**
 * The templating corpus (recorded with ansible-core 2.19) without any playbook around it. It is kept beside the
 * project, in ../shared/corpus; without it these tests are skipped.
 */

/** Cases that need more than a Templar, or that ansible-core answers by accident. */
const misses = new Map([
  ['expressions-4fd23e81', 'ansible_play_batch is a variable of the strategy'],
  ['expressions-d44a39e3', 'environment is a variable of the task'],
  ['files-00e8b1af', 'the template action sets template_path and its relatives'],
  ['files-694c45b9', 'the template action sets ansible_managed'],
  ['variables-25c6ab32', 'ansible_host is a variable of the inventory'],
  ['yaml-38dd3ac3', 'the loader of a play refuses the name of a variable'],
  ['yaml-4207d05b', 'the loader of a play refuses the name of a variable'],
  ['yaml-83045fd2', 'the loader of a play refuses the name of a variable'],
  ['methods-69f3f8f1', 'list.count does not see the members of a lazy list in ansible-core'],
  ['filters-path-2430b7c6', 'the home directory is that of whoever runs the tests'],
  ['filters-path-61f31115', 'the home directory is that of whoever runs the tests'],
  ['filters-path-215fe7f8', 'a relative path starts where the run was started'],
  ['tests-ansible-2ddbbe1c', '5 is taken for an open file descriptor'],
  ['filters-text-459326f0', 'mitorun has no Markup: escaped text is a str'],
  ['tests-jinja-5e4bc8a9', 'mitorun has no Markup: escaped text is a str'],
]);

const cases = corpusCases();

describe.skipIf(!cases)('the recorded corpus (needs ../shared/corpus)', () => {
  const runner = new CorpusRunner(libraryRegistry());
  const areas = new Map<string, typeof cases>();
  for (const testCase of cases ?? [])
    areas.set(testCase.area, [...(areas.get(testCase.area) ?? []), testCase]);

  it.each([...areas.keys()])('%s', { timeout: 60_000 }, (area) => {
    process.env.TZ = 'UTC';
    const failed = (areas.get(area) ?? [])
      .filter(({ id }) => !misses.has(id))
      .flatMap((testCase) => {
        const { passed, got } = runner.run(testCase);
        return passed ? [] : [{ id: testCase.id, template: testCase.template, got }];
      });
    expect(failed).toEqual([]);
  });
});
