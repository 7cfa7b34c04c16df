import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { directiveOf } from '../playbook/directive.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Templar } from '../template/templar.ts';
import { valueOriginOf } from '../yaml/origins.ts';
import { type ArgumentSurroundings, finalizeArguments, fullActionName } from './task-arguments.ts';
import type { IncludeRequest } from './task-outcome.ts';

/**
 * Returns what `include_tasks` or `include_role` asks the strategy to load. For an `include_tasks` without a
 * name, returns its result; for any other action, undefined. Throws MitorunError ACTION where no role is
 * named, and what rendering the arguments throws.
 */
export function includeRequest(
  task: Task,
  action: string,
  templar: Templar,
  around: { readonly surroundings: ArgumentSurroundings; readonly loop: Dict | undefined },
): IncludeRequest | Dict | undefined {
  const directive = directiveOf(action);
  if (directive !== 'include_tasks' && directive !== 'include_role') return undefined;
  const args = finalizeArguments(task, templar, {
    action: () => fullActionName(action),
    takesRawParams: true,
    unrendered: new Set(),
    defaults: new Dict(),
    ...around.surroundings,
  });
  const target =
    directive === 'include_tasks'
      ? (args.get('_raw_params') ?? args.get('file'))
      : (args.get('name') ?? args.get('role'));
  if (target === undefined || target === null || target === '') {
    if (directive === 'include_tasks')
      return Dict.of({ failed: true, msg: 'No include file was specified to the include', changed: false });
    throw new MitorunError('ACTION', "'name' is a required field for include_role.");
  }
  args.delete('_raw_params');
  return {
    target: str(target),
    targetOrigin: targetOrigin(task, templar),
    isRole: directive === 'include_role',
    args,
    loopVariables: around.loop?.copy() ?? new Dict(),
  };
}

function targetOrigin({ args }: Task, templar: Templar): Origin | undefined {
  const key = ['_raw_params', 'file', 'name', 'role'].find((name) => args.has(name)) ?? 'name';
  const written = args.get(key);
  if (!(written instanceof TemplateString)) return valueOriginOf(args, key);
  return templar.writtenAt(written.source) ?? written.origin;
}

/** What an include shows as its result. */
export function includeResult(include: IncludeRequest): Dict {
  const result = new Dict();
  if (!include.isRole) result.set('include', include.target);
  result.set('include_args', include.args);
  return result;
}
