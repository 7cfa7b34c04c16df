import { MitorunError } from '../errors/mitorun-error.ts';
import { Block, type Task } from '../playbook/model.ts';
import { repr } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { keywordError } from './keyword-error.ts';
import type { TaskKeywords } from './task-keywords.ts';

/** Keywords that a task may have got from around it, in the order in which Ansible looks at them before a task runs. */
const checked: readonly (readonly [string, 'boolean' | 'integer' | 'number' | 'string' | 'list'])[] = [
  ['delegate_facts', 'boolean'],
  ['notify', 'list'],
  ['connection', 'string'],
  ['port', 'integer'],
  ['remote_user', 'string'],
  ['no_log', 'boolean'],
  ['run_once', 'boolean'],
  ['ignore_errors', 'boolean'],
  ['ignore_unreachable', 'boolean'],
  ['check_mode', 'boolean'],
  ['diff', 'boolean'],
  ['any_errors_fatal', 'boolean'],
  ['throttle', 'integer'],
  ['timeout', 'integer'],
  ['become', 'boolean'],
  ['become_method', 'string'],
  ['become_user', 'string'],
  ['become_flags', 'string'],
  ['become_exe', 'string'],
  ['async', 'integer'],
  ['delay', 'number'],
  ['poll', 'integer'],
  ['retries', 'integer'],
];

/** Keywords that are taken as they were written. */
const literal = ['collections', 'listen'];

/**
 * Renders and converts every keyword of a task that is about to run, even those that nothing will read, as
 * ansible-core's `post_validate`. Throws MitorunError ACTION that names the first keyword that fails. Warns
 * of templates in keywords that take none.
 */
export function checkKeywords(keywords: TaskKeywords, warn: (message: string) => void): void {
  for (const [keyword, type] of checked) {
    if (keywords.raw(keyword) === undefined) continue;
    if (type === 'boolean') keywords.boolean(keyword);
    else if (type === 'integer') keywords.integer(keyword);
    else if (type === 'number') keywords.number(keyword);
    else keywords.value(keyword);
  }
  for (const keyword of literal) warnOfTemplate(keyword, keywords.raw(keyword), warn);
}

/**
 * Renders the name of the block around a task, which must succeed before the task runs, though the name is
 * shown nowhere. Throws MitorunError ACTION.
 */
export function checkBlockName({ parent }: Task, templar: Templar): void {
  const name = parent instanceof Block ? parent.own('name') : undefined;
  if (!(name instanceof TemplateString)) return;
  try {
    templar.render(name);
  } catch (cause) {
    if (!(cause instanceof MitorunError)) throw cause;
    throw keywordError('name', name.origin, cause);
  }
}

function warnOfTemplate(keyword: string, value: Value | undefined, warn: (message: string) => void): void {
  if (!Array.isArray(value) || !value.some((member) => member instanceof TemplateString)) return;
  const message = `"${keyword}" is not templatable, but we found: ${repr(value)}, it will not be templated and will be used "as is".`;
  warn(message);
}
