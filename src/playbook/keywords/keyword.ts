import type { ReadSettingName } from '../../config/settings/all.ts';
import type { Value } from '../../python/value.ts';

/** What kind of node a keyword may stand on. */
export type NodeKind = 'play' | 'role' | 'block' | 'task' | 'handler';

/** The form of a keyword's value once its templates are rendered. */
type KeywordType =
  | 'bool'
  | 'int'
  | 'float'
  | 'percent'
  | 'string'
  | 'list'
  | 'dict'
  /** A list of tasks and blocks, or of roles: loaded by this folder, never rendered. */
  | 'tasks'
  | 'roles'
  | 'loop_control';

/**
 * How a node takes the value of its surroundings: `override` where its own value hides theirs, `extend` where the
 * values add up (the outermost first), `own` where only its own counts.
 */
type Inheritance = 'override' | 'extend' | 'own';

/**
 * `yes`: rendered before use. `static`: used as written. `expression`: compiled as a Jinja expression. `late`: rendered
 * by the part that uses it (a loop's terms, the delegate, the environment), with variables of its own.
 */
type Templating = 'yes' | 'static' | 'expression' | 'late';

/** A literal, a setting by Ansible's name, or what the command line says. */
type KeywordDefault = { value: Value } | { setting: ReadSettingName } | { option: string };

/** One keyword of the playbook language: validation, conversion and documentation all come from this. */
export interface Keyword {
  readonly name: string;
  readonly type: KeywordType;
  /** Types that the members of a list may have; undefined: any. */
  readonly listOf?: readonly ('string' | 'int')[];
  readonly appliesTo: readonly NodeKind[];
  readonly inheritance: Inheritance;
  readonly templating: Templating;
  readonly default?: KeywordDefault;
  /** Older spellings that mean the same. */
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  /** The first ansible-core that knows it, where that is later than 2.14. */
  readonly since?: string;
  /** One line for people. */
  readonly summary: string;
}

/** Every kind of node, in the order in which the documentation lists them. */
export const everywhere: readonly NodeKind[] = ['play', 'role', 'block', 'task', 'handler'];
export const belowPlay: readonly NodeKind[] = ['role', 'block', 'task', 'handler'];
export const onTasks: readonly NodeKind[] = ['task', 'handler'];
