import { expect, it } from 'vitest';
import { copy } from '../../../src/actions/copy/copy.ts';
import { runAction } from '../../../src/actions/run-action.ts';
import { Dict } from '../../../src/python/dict.ts';
import { FakeContext } from '../fake-context.ts';

async function roundTrips(remote: {
  readonly content: string;
  readonly attributesDiffer?: boolean;
}): Promise<string[][]> {
  const context = new FakeContext(Dict.of({ content: 'text', dest: '/etc/file.conf', mode: '0644' }), remote);
  await runAction(copy, context);
  return context.roundTrips.map((asked) => asked.map((what) => what.replace(/\.source\d+/, '.source')));
}

it('asks once about a file that is as it should be', async () => {
  expect(await roundTrips({ content: 'text' })).toEqual([['stat', 'file (dry run)']]);
});

it('asks twice where owner or mode differ', async () => {
  expect(await roundTrips({ content: 'text', attributesDiffer: true })).toEqual([
    ['stat', 'file (dry run)'],
    ['file'],
  ]);
});

it('sends a small file and has it copied in one round trip, once the hop has a place for it', async () => {
  expect(await roundTrips({ content: 'other' })).toEqual([
    ['stat', 'file (dry run)'],
    ['temporary directory'],
    ['put /tmp/of-the-hop/.source.conf', 'copy'],
    ['remove /tmp/of-the-hop/.source.conf'],
  ]);
});
