import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { invalidVariableName } from '../playbook/variables.ts';
import type { Action } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { TemplateString } from '../python/template-string.ts';
import { adoptMemberOrigin, originOf } from '../yaml/origins.ts';
import { checkBoolean } from './argument-spec/check-type.ts';

/** `set_fact`: variables for this host, for the rest of the run. */
export const setFact: Action = {
  effects: { facts: 'set' },
  isLocal: true,
  rendersArgumentNames: true,
  keepsVaults: true,
  takesRawParams: true,
  run: async ({ args, writtenArgs }) => {
    const cacheable = checkBoolean(args.get('cacheable') ?? false);
    args.delete('cacheable');
    if (args.size === 0) {
      throw new ActionFailure(
        'No key/value pairs provided, at least one is required for this action to succeed',
      );
    }
    const facts = new Dict();
    for (const [name, value] of args) {
      const fault = invalidVariableName(name, originOf(args, name));
      if (fault) throw fault;
      facts.set(str(name), value);
      if (!(writtenArgs.get(name) instanceof TemplateString)) adoptMemberOrigin(facts, name, args);
    }
    return { data: Dict.of({ ansible_facts: facts }), remarks: { factsCacheable: cacheable } };
  },
};
