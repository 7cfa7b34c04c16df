import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { variableNameProblem } from '../playbook/variables.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action } from './action.ts';

/** `set_fact`: variables for this host, for the rest of the run. */
export const setFact: Action = {
  isLocal: true,
  run: async ({ args }) => {
    const cacheable = isTruthy(args.get('cacheable') ?? false);
    args.delete('cacheable');
    if (args.size === 0) {
      throw new MitorunError(
        'ACTION',
        'No key/value pairs provided, at least one is required for this action to succeed',
      );
    }
    const facts = new Dict();
    for (const [name, value] of args) {
      const problem = variableNameProblem(name);
      if (problem !== undefined) throw new MitorunError('ACTION', `Unable to set fact: ${problem}`);
      facts.set(str(name), value);
    }
    return Dict.of({ changed: false, ansible_facts: facts, _ansible_facts_cacheable: cacheable });
  },
};
