import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action, ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { argumentsFor, factOf, gatherFact, knownFact } from './host-facts.ts';

/** Package managers whose modules come with ansible-core (`facts/system/pkg_mgr.py:PKG_MGRS` and dnf's versions). */
const builtin = new Set(['apt', 'dnf', 'dnf5', 'yum']);

/** `package`: the module of the package manager that the host has. */
export const packageAction: Action = {
  supportsAsync: true,
  run: async (context) => {
    const manager = await packageManager(context);
    if (manager === 'auto' || manager === '') {
      throw new ActionFailure(
        'Could not detect which package manager to use. Try gathering facts or setting the "use" option.',
      );
    }
    if (!context.hasModule(manager)) {
      throw new ActionFailure(`Could not find a matching action for the "${manager}" package manager.`);
    }
    const args = await argumentsFor(context, manager);
    const module = builtin.has(manager) ? `ansible.legacy.${manager}` : manager;
    context.display(`Running ${module}`, 4);
    return context.runModule(module, args);
  },
};

async function packageManager(context: ActionContext): Promise<string> {
  const wanted = str(context.args.get('use') ?? 'auto');
  if (wanted !== 'auto') return wanted;
  const { templar } = context;
  const configured = (await templar.inJob(() => templar.variable('ansible_package_use'))) ?? null;
  if (isTruthy(configured)) return str(configured);
  const known = await knownFact(context, 'pkg_mgr');
  if (known !== undefined) return known;
  const gathered = await gatherFact(context, 'pkg_mgr');
  if (isTruthy(gathered.data.get('failed') ?? false)) {
    const reason = str(gathered.data.get('msg') ?? null);
    throw new ActionFailure(
      `Failed to fetch ansible_pkg_mgr to determine the package action backend: ${reason}`,
      { result: gathered },
    );
  }
  const found = factOf(gathered, 'pkg_mgr');
  if (found === undefined)
    throw new ActionFailure('Could not detect a package manager. Try using the "use" option.');
  return found;
}
