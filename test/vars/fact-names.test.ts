import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { injectedFacts, namespacedFacts } from '../../src/vars/fact-names.ts';

describe('facts', () => {
  const facts = Dict.of({
    ansible_system: 'Linux',
    ansible_local: new Dict(),
    color: 'red',
    ansible_host: 'elsewhere',
  });

  it('are variables, but for those that say how a host is reached', () => {
    expect([...injectedFacts(facts).keys()]).toEqual(['ansible_system', 'ansible_local', 'color']);
  });

  it('lose their prefix in ansible_facts, but for ansible_local', () => {
    expect([...namespacedFacts(facts).keys()]).toEqual(['system', 'ansible_local', 'color', 'host']);
  });
});
