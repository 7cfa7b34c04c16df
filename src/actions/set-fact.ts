import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { variableNameProblem } from '../playbook/variables.ts';
import type { Action } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { checkBoolean } from './argument-spec/check-type.ts';

/** `set_fact`: variables for this host, for the rest of the run. */
export const setFact: Action = {
  isLocal: true,
  rendersArgumentNames: true,
  run: async ({ args, origin }) => {
    const cacheable = checkBoolean(args.get('cacheable') ?? false);
    args.delete('cacheable');
    if (args.size === 0) {
      throw new ActionFailure(
        'No key/value pairs provided, at least one is required for this action to succeed',
      );
    }
    const facts = new Dict();
    for (const [name, value] of args) {
      const problem = variableNameProblem(name);
      if (problem !== undefined) throw new MitorunError('ACTION', problem, { origin });
      facts.set(str(name), value);
    }
    return Dict.of({ changed: false, ansible_facts: facts, _ansible_facts_cacheable: cacheable });
  },
};
