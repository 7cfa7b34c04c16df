import { builtinNames } from '../parsing/builtin-name.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { copyOrigins } from '../yaml/origins.ts';
import type { TaskAction } from './find-task-action.ts';
import { Block, type PlaybookNode } from './model.ts';

/**
 * A task with the old `include:`, which ansible-core had up to 2.15, as what it stood for: include_tasks where the name is
 * a template, the task loops or a dynamic include is around it, else import_tasks. Arguments beside the file become vars.
 */
export function modernInclude(data: Dict, found: TaskAction, parent: PlaybookNode): Dict {
  const target = found.args.get('_raw_params') ?? found.args.get('file') ?? null;
  const isDynamic = target instanceof TemplateString || loops(data) || insideDynamicInclude(parent);
  const modern = new Dict([...data].filter(([key]) => !isIncludeKey(key)));
  copyOrigins(data, modern);
  modern.set(isDynamic ? 'include_tasks' : 'import_tasks', target);
  const own = modern.get('vars');
  const vars = own instanceof Dict ? own.copy() : new Dict();
  for (const [name, value] of found.args)
    if (name !== '_raw_params' && name !== 'file') vars.set(name, value);
  if (vars.size > 0) modern.set('vars', vars);
  return modern;
}

function isIncludeKey(key: Value): boolean {
  return [...builtinNames(['include']), 'args', 'action'].includes(str(key));
}

function loops(data: Dict): boolean {
  return [...data.keys()].some((key) => key === 'loop' || str(key).startsWith('with_'));
}

function insideDynamicInclude(parent: PlaybookNode): boolean {
  for (const node of parent.lineage())
    if (
      node instanceof Block &&
      ((node.isInclude && node.include?.isStatic !== true) || node.include?.isStatic === false)
    )
      return true;
  return false;
}
