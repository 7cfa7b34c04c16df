import { describe, expect, it } from 'vitest';
import {
  delegatedScope,
  openScope,
  renewedScope,
  templarWithResult,
} from '../../../src/executor/lane/item-scope.ts';
import { Dict } from '../../../src/python/dict.ts';
import type { Value } from '../../../src/python/value.ts';
import { answerWith, plain, taskOf } from '../fake-play.ts';

const hosts = { web1: { state: 'old', limit: 1 }, db1: { state: 'of db1' } };

describe('the scope of an item', () => {
  it('has what is true when it is opened', async () => {
    const { item, services } = taskOf('- ping:', { hosts });
    services.memory.setVariables('web1', Dict.of({ state: 'new' }));
    const { templar } = await openScope(item);
    expect(templar.evaluate('state')).toBe('new');
  });

  it('has the variables of its loop above all others', async () => {
    const { item } = taskOf('- ping:', { hosts, loop: { state: 'of the loop' } });
    expect((await openScope(item)).templar.evaluate('state')).toBe('of the loop');
  });

  it("sees the delegate's variables by its name", async () => {
    const { item } = taskOf('- ping:', { hosts });
    const { templar, delegatedTo } = await delegatedScope(item, 'db1');
    expect(delegatedTo).toBe('db1');
    expect(templar.evaluate('ansible_delegated_vars.db1.state ~ ", " ~ state')).toBe('of db1, old');
  });
});

describe('a renewed scope', () => {
  async function renewed(keywords: string, delegate?: string) {
    const { item, services } = taskOf(`- ping:\n  ${keywords}`, { hosts });
    const before = delegate === undefined ? await openScope(item) : await delegatedScope(item, delegate);
    return {
      before,
      later: async () => {
        services.memory.addFacts('web1', Dict.of({ fresh: 2 }));
        services.memory.setVariables('db1', Dict.of({ state: 'new of db1' }));
        return renewedScope(item, before);
      },
    };
  }

  it('has what is true now', async () => {
    const { later } = await renewed('name: x');
    expect((await later()).templar.evaluate('fresh')).toBe(2);
  });

  it('is delegated as before, to the delegate as it is now', async () => {
    const { later } = await renewed('name: x', 'db1');
    const { templar, delegatedTo } = await later();
    expect([delegatedTo, templar.evaluate('ansible_delegated_vars.db1.state')]).toEqual([
      'db1',
      'new of db1',
    ]);
  });

  it('keeps the values of keywords that have been rendered, and reads the others anew', async () => {
    const { before, later } = await renewed('retries: "{{ fresh | d(1) }}"\n  delay: "{{ fresh | d(1) }}"');
    expect(before.keywords.integer('retries')).toBe(1);
    const { keywords } = await later();
    expect([keywords.integer('retries'), keywords.integer('delay')]).toEqual([1, 2]);
  });
});

describe('the result among the variables', () => {
  async function seen(keywords: string, members: Readonly<Record<string, Value>>, expression: string) {
    const { item, services } = taskOf(`- ping:\n  ${keywords}`, { hosts });
    services.memory.addFacts('web1', Dict.of({ ansible_kernel: 'known' }));
    const scope = await openScope(item);
    const templar = templarWithResult(item, scope, answerWith(members));
    return plain(templar.evaluate(expression));
  }
  const facts = Dict.of({ ansible_distribution: 'Debian', state: 'of the facts' });

  it.each<[string, string, Readonly<Record<string, Value>>, string, unknown]>([
    ['is there by the name that it is registered under', 'register: r', { rc: 3 }, 'r.rc', 3],
    ['is not there without one', 'name: x', { rc: 3 }, 'r is defined', false],
    ['gives its facts by their names', 'name: x', { ansible_facts: facts }, 'ansible_distribution', 'Debian'],
    ['hides variables of those names', 'name: x', { ansible_facts: facts }, 'state', 'of the facts'],
    ['adds to ansible_facts', 'name: x', { ansible_facts: facts }, 'ansible_facts.distribution', 'Debian'],
    [
      'leaves the facts that were known',
      'name: x',
      { ansible_facts: facts },
      'ansible_facts.kernel',
      'known',
    ],
  ])('%s', async (_case, keywords, members, expression, wanted) => {
    expect(await seen(keywords, members, expression)).toEqual(wanted);
  });

  it('changes nothing where there is nothing of it to see', async () => {
    const { item } = taskOf('- ping:', { hosts });
    const scope = await openScope(item);
    expect(templarWithResult(item, scope, answerWith({ rc: 1 }))).toBe(scope.templar);
  });
});
