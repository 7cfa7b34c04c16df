import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { Tuple } from '../python/tuple.ts';
import type { Action } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { without } from './argument-values.ts';
import { factOf, gatherFact, knownFact } from './host-facts.ts';

const backends = new Set(['yum', 'yum4', 'dnf', 'dnf4', 'dnf5']);

/** `dnf` and `yum`: the module for the major version of dnf that the host has. */
export const dnf: Action = {
  supportsAsync: true,
  run: async (context) => {
    const { args } = context;
    if (args.has('use') && args.has('use_backend')) {
      throw new ActionFailure("parameters are mutually exclusive: ('use', 'use_backend')");
    }
    const result = new Dict();
    let backend = str(args.get('use') ?? args.get('use_backend') ?? 'auto');
    if (backend === 'yum' || backend === 'auto') backend = (await knownFact(context, 'pkg_mgr')) ?? backend;
    if (!backends.has(backend)) {
      const gathered = await gatherFact(context, 'pkg_mgr');
      if (isTruthy(gathered.data.get('failed') ?? false)) {
        const reason = str(gathered.data.get('msg') ?? null);
        throw new ActionFailure(
          `Failed to fetch ansible_pkg_mgr to determine the dnf action backend: ${reason}`,
          { result: gathered },
        );
      }
      backend = factOf(gathered, 'pkg_mgr') ?? 'auto';
      if ((context.delegatedTo === undefined || context.delegateFacts) && backend !== 'auto') {
        result.set('ansible_facts', Dict.of({ pkg_mgr: backend }));
      }
    }
    if (!backends.has(backend)) {
      result.set('failed', true);
      result.set(
        'msg',
        new Tuple([
          'Could not detect which major revision of dnf is in use, which is required to determine module backend.',
          'You should manually specify use_backend to tell the module whether to use the dnf4 or dnf5 backend})',
        ]),
      );
      return result;
    }
    const module = `ansible.legacy.${backend === 'yum4' || backend === 'dnf4' ? 'dnf' : backend}`;
    if (!context.hasModule(module)) {
      result.set('failed', true);
      result.set('msg', `Could not find a dnf module backend for ${module}.`);
      return result;
    }
    context.display(`Running ${module} as the backend for the dnf action plugin`, 4);
    const { data, remarks } = await context.runModule(module, without(args, 'use', 'use_backend'));
    for (const [name, value] of data) result.set(name, value);
    return { data: result, remarks };
  },
};
