import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { readVarsFiles, varsFilesAreTemplates } from '../../src/strategy/vars-files.ts';
import { plain } from '../executor/fake-play.ts';
import { told } from '../executor/fake-run.ts';
import { messageOf } from '../executor/message-of.ts';
import { batchOf } from './fake-batch.ts';

const files = {
  'one.yml': 'v: 1\nnext: two',
  'two.yml': 'v: 2',
  'vars/near.yml': 'v: near',
  'web1.yml': 'v: of web1',
  'list.yml': '- a',
};

function readFor(varsFiles: string, areFactsGathered = false, host?: string) {
  const batch = batchOf(`vars_files: ${varsFiles}\ntasks: [{name: one, ping: }]`, { files });
  const { run, services, play, directory } = batch;
  if (areFactsGathered) services.memory.addFacts('web1', Dict.of({ module_setup: true }));
  const reader = run.scope.varsFilesReader(host, host === undefined ? undefined : batch.task('one'));
  return { ...batch, read: () => readVarsFiles(services, play, directory, reader).map(plain) };
}

describe('vars_files', () => {
  it.each<[string, string, unknown[]]>([
    ['are none', '[]', []],
    ['are read in order, the last one first', '[one.yml, two.yml]', [{ v: 2 }, { v: 1, next: 'two' }]],
    ['may be one', 'one.yml', [{ v: 1, next: 'two' }]],
    ['are sought in vars/ too', '[near.yml]', [{ v: 'near' }]],
    ['need not be there', '[absent.yml, two.yml]', [{ v: 2 }]],
    ['are the first of a list that is there', '[[absent.yml, two.yml, one.yml]]', [{ v: 2 }]],
    ['may be named by what the host is', '["{{ inventory_hostname }}.yml"]', [{ v: 'of web1' }]],
    [
      'may be named by what earlier ones hold',
      '[one.yml, "{{ next }}.yml"]',
      [{ v: 2 }, { v: 1, next: 'two' }],
    ],
  ])('%s', (_case, written, wanted) => expect(readFor(written, false, 'web1').read()).toEqual(wanted));

  it('whose name nobody knows yet are passed over, which is warned of', () => {
    const { read, events } = readFor('["{{ nothing }}.yml", two.yml]', false, 'web1');
    expect(read()).toEqual([{ v: 2 }]);
    expect(told(events)).toEqual(['warning: skipping vars_files item due to an undefined variable']);
  });

  it.each<[string, string, boolean, string]>([
    [
      'whose name nobody will ever know',
      '["{{ nothing }}.yml"]',
      true,
      'an undefined variable was found when attempting to template the vars_files item',
    ],
    ['whose name is no text', '[1]', false, "Invalid `vars_files` value of type 'int'."],
    ['that hold no mapping', '[list.yml]', false, 'Invalid variable file contents.'],
  ])('are refused: %s', async (_case, written, areFactsGathered, message) => {
    const { read } = readFor(written, areFactsGathered, 'web1');
    await expect(messageOf(Promise.resolve().then(read))).resolves.toContain(message);
  });

  it('of the play as a whole wait for no facts', () => {
    expect(readFor('["{{ nothing }}.yml"]', true).read()).toEqual([]);
  });

  it('of a host as a whole wait for no facts either', () => {
    const { run, services, play, directory } = readFor('["{{ nothing }}.yml"]', true);
    const reader = run.scope.varsFilesReader('web1', undefined);
    expect(readVarsFiles(services, play, directory, reader)).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['[one.yml]', false],
    ['["{{ inventory_hostname }}.yml"]', true],
    ['[[one.yml, "{{ next }}.yml"]]', true],
  ])('%s differ from host to host: %s', (written, wanted) => {
    expect(varsFilesAreTemplates(readFor(written).play)).toBe(wanted);
  });
});
