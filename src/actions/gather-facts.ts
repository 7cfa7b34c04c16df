import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action } from './action.ts';

/** `gather_facts`: runs the fact modules that FACTS_MODULES names, `setup` by default. */
export const gatherFacts: Action = {
  run: async (context) => {
    const setting = context.setting('FACTS_MODULES');
    const modules = (Array.isArray(setting) ? setting.map(str) : ['smart']).map((name) =>
      name === 'smart' ? 'ansible.legacy.setup' : name,
    );
    const facts = new Dict();
    const result = Dict.of({ changed: false, ansible_facts: facts });
    for (const module of modules) {
      const args = context.args.copy();
      args.delete('parallel');
      const gathered = await context.runModule(module, args, { ignoreCheckMode: true });
      if (isTruthy(gathered.get('failed') ?? false)) return gathered;
      const found = gathered.get('ansible_facts');
      if (found instanceof Dict) for (const [name, value] of found) facts.set(name, value);
      for (const name of ['warnings', 'deprecations']) {
        const listed = gathered.get(name);
        if (listed !== undefined) result.set(name, listed);
      }
    }
    facts.set('_ansible_facts_gathered', true);
    result.set('_ansible_verbose_override', true);
    return result;
  },
};
