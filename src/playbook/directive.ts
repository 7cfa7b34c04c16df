import { shortName } from '../parsing/builtin-name.ts';

/** What a task may ask of the strategy itself, rather than of a host. */
export type Directive = 'meta' | 'include_tasks' | 'include_role';

const directives: ReadonlySet<string> = new Set<Directive>(['meta', 'include_tasks', 'include_role']);

/** The directive that an action's name is; undefined for work that a host does. */
export function directiveOf(action: string): Directive | undefined {
  const short = shortName(action);
  return directives.has(short) ? (short as Directive) : undefined;
}
