import { builtinNames } from '../parsing/builtin-name.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import { copyOrigins, originOf, recordMemberOrigin, recordOrigins, valueOriginOf } from '../yaml/origins.ts';
import type { DeprecationDetails } from './context.ts';
import { parseKeyValues, sourceOf, splitActionText } from '../parsing/key-value-arguments.ts';
import { nearestWord } from '../errors/nearest-word.ts';
import { taskAttributeNames } from './keywords/table.ts';
import { loadedClass, parserFault, playbookFault } from './playbook-fault.ts';

/** What a task does, from whichever form it was written in. */
export interface TaskAction {
  readonly action: string | TemplateString;
  /** Where the action's name was written. */
  readonly actionOrigin: Origin | undefined;
  /** Free-form text under `_raw_params`. */
  readonly args: Dict;
  /** `args: "{{ x }}"`: a template of the whole mapping. */
  readonly argsTemplate: TemplateString | undefined;
  /** `local_action`: runs on localhost. */
  readonly isLocal: boolean;
}

export interface ActionLookup {
  /** Whether a module or action of this name exists; actions that mitorun knows itself are not asked for. */
  resolves(name: string): boolean;
  /** Called with a name that resolves to nothing. */
  unresolved(name: string): void;
  deprecate(message: string, removedIn: string, details: DeprecationDetails): void;
}

/** Actions whose text is not key=value text but a command. */
const freeFormActions: ReadonlySet<string> = new Set([
  ...builtinNames(['command', 'raw', 'script', 'shell', 'win_command', 'win_shell']),
  'ansible.windows.win_command',
  'ansible.windows.win_shell',
]);

const languageActions: ReadonlySet<string> = new Set(
  builtinNames(['meta', 'include', 'include_tasks', 'include_role', 'import_tasks', 'import_role']),
);

/**
 * Finds the action of a task and its arguments: `module: …`, `action: module k=v`, `action: {module: …}`,
 * `local_action`, each with `args:` beside it. Throws MitorunError PARSER for none, for several, for one that does not
 * exist and for arguments of no use (ansible.parsing.mod_args, ansible-core 2.19).
 */
export function findTaskAction(task: Dict, lookup: ActionLookup): TaskAction {
  const candidates = [...task.keys()].filter(
    (key) => typeof key !== 'string' || (!taskAttributeNames.has(key) && !key.startsWith('with_')),
  );
  const parsed = parseOnly(task, candidates, lookup);
  const [candidate] = candidates;
  if (candidate === undefined) {
    if (!parsed) throw parserFault('no module/action detected in task.', originOf(task));
    return parsed;
  }
  if (!parsed || (!languageActions.has(str(candidate)) && !lookup.resolves(str(candidate)))) {
    lookup.unresolved(str(candidate));
    throw parserFault(
      `couldn't resolve module/action '${str(candidate)}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
      originOf(task),
      keywordHint(str(candidate)),
    );
  }
  return parsed;
}

/** The one action that is written, whether it exists or not. */
function parseOnly(task: Dict, candidates: readonly Value[], lookup: ActionLookup): TaskAction | undefined {
  let found: TaskAction | undefined;
  if (task.has('action')) found = parseAction(task, 'action', lookup);
  if (task.has('local_action')) {
    if (found) throw parserFault('action and local_action are mutually exclusive', originOf(task));
    found = { ...parseAction(task, 'local_action', lookup), isLocal: true };
  }
  for (const key of candidates) {
    const name = str(key);
    if (found) {
      const first = str(found.action);
      const message = `conflicting action statements: ${first}, ${name}`;
      const misspelled = [name, first].find((word) => !lookup.resolves(word));
      throw parserFault(message, originOf(task), misspelled && keywordHint(misspelled));
    }
    found = parseAction(task, key, lookup);
  }
  return found;
}

function keywordHint(name: string): string | undefined {
  const nearest = nearestWord(name, taskAttributeNames);
  return nearest === undefined ? undefined : `'${nearest}' is a keyword: did you mean that?`;
}

/** @param key the action itself, or `action`, `local_action` */
function parseAction(task: Dict, key: Value, lookup: ActionLookup): TaskAction {
  const additional = readArgsKeyword(task, lookup);
  const thing = task.get(key) ?? null;
  const isInside = key === 'action' || key === 'local_action';
  const [action, written] = isInside
    ? parseNamedInside(task, thing, key, lookup)
    : ([str(key), parseUnderName(task, thing, str(key), lookup)] as const);
  if (!freeFormActions.has(str(action))) refuseReservedNames(written, str(action));
  const args = withArgsKeyword(written, additional.args);
  const actionOrigin = isInside ? namedInsideOrigin(task, thing, key) : originOf(task, key);
  return { action, actionOrigin, args, argsTemplate: additional.template, isLocal: false };
}

function withArgsKeyword(written: Dict, additional: Dict): Dict {
  const args = additional.copy();
  copyOrigins(written, args);
  for (const key of args.keys())
    recordMemberOrigin(args, key, originOf(additional, key), valueOriginOf(additional, key));
  for (const [key, value] of written) {
    if (args.has(key)) recordMemberOrigin(args, key, originOf(written, key), valueOriginOf(written, key));
    args.set(key, value);
  }
  return args;
}

function readArgsKeyword(
  task: Dict,
  lookup: ActionLookup,
): { args: Dict; template: TemplateString | undefined } {
  const value = task.get('args');
  if (value === undefined) return { args: new Dict(), template: undefined };
  if (value instanceof Dict) return { args: value, template: undefined };
  if (value instanceof TemplateString && isWholeTemplate(value.source))
    return { args: new Dict(), template: value };
  if (value !== null) {
    throw parserFault(
      'The value of the task `args` keyword is invalid.',
      valueOriginOf(task, 'args'),
      'A mapping or template which resolves to a mapping is required.',
    );
  }
  lookup.deprecate('Ignoring empty task `args` keyword.', '2.23', {
    origin: originOf(task),
    help: 'A mapping or template which resolves to a mapping is required.',
  });
  return { args: new Dict(), template: undefined };
}

/** Whether a string looks like one template and nothing else. */
function isWholeTemplate(source: string): boolean {
  return (
    source.startsWith('#jinja2:') ||
    (['{{', '{%', '{#'].some((open) => source.startsWith(open)) &&
      ['}}', '%}', '#}'].some((close) => source.endsWith(close)))
  );
}

function parseUnderName(task: Dict, thing: Value, action: string, lookup: ActionLookup): Dict {
  if (thing === null) return new Dict();
  if (thing instanceof Dict) return thing;
  if (thing instanceof VaultString) return new Dict([['_raw_params', thing]]);
  if (typeof thing !== 'string' && !(thing instanceof TemplateString)) throw badActionType(task, thing);
  const args = keyValues(thing, freeFormActions.has(action), task, action);
  const merged = [...args.keys()].map(str).filter((key) => key !== '_raw_params');
  if (merged.length > 0 && task.has('args')) {
    const list = merged
      .toSorted()
      .map((key) => `'${key}'`)
      .join(', ');
    lookup.deprecate(`Merging legacy k=v args (${list}) into task args.`, '2.23', {
      origin: valueOriginOf(task, action),
      help: 'Include all task args in the task `args` mapping.',
    });
  }
  return args;
}

/** `action:` and `local_action:`, whose value names the module. */
function parseNamedInside(
  task: Dict,
  thing: Value,
  key: string,
  lookup: ActionLookup,
): [string | TemplateString, Dict] {
  if (typeof thing === 'string' || thing instanceof TemplateString) {
    const [name, text] = splitAction(thing, task);
    return [name, withInnerArgs(keyValues(text, freeFormActions.has(str(name)), task, key), task)];
  }
  if (!(thing instanceof Dict)) throw badActionType(task, thing);
  lookup.deprecate('Using a mapping for `action` is deprecated.', '2.23', {
    origin: originOf(thing),
    help: 'Use a string value for `action`.',
  });
  const module = thing.get('module');
  if (typeof module !== 'string' && !(module instanceof TemplateString))
    throw parserFault('no module/action detected in task.', originOf(task));
  const [name, text] = splitAction(module, task);
  const args = thing.copy();
  for (const [option, value] of keyValues(text, freeFormActions.has(str(name)), task, key))
    args.set(option, value);
  args.delete('module');
  return [name, withInnerArgs(args, task)];
}

function namedInsideOrigin(task: Dict, thing: Value, key: Value): Origin | undefined {
  return thing instanceof Dict ? valueOriginOf(thing, 'module') : valueOriginOf(task, key);
}

/** `args` inside the action's own arguments are taken out and put beside the others. */
function withInnerArgs(args: Dict, task: Dict): Dict {
  const inner = args.get('args');
  if (inner === undefined) return args;
  const flat = args.copy();
  flat.delete('args');
  const members =
    typeof inner === 'string' || inner instanceof TemplateString
      ? keyValues(inner, false, task, 'args')
      : inner;
  if (members instanceof Dict) for (const [key, value] of members) flat.set(key, value);
  return flat;
}

function splitAction(
  text: string | TemplateString,
  task: Dict,
): [string | TemplateString, string | TemplateString] {
  const [name, rest] = placed(() => splitActionText(text), originOf(task));
  if (sourceOf(name) === '') throw parserFault('no module/action detected in task.', originOf(task));
  return [name, rest];
}

/**
 * Parses key=value text.
 * @param key the task's key whose value is the text: every argument gets that place as its origin
 */
function keyValues(text: string | TemplateString, freeForm: boolean, task: Dict, key: string): Dict {
  const args = placed(() => parseKeyValues(text, freeForm), originOf(task));
  const place = valueOriginOf(task, key);
  if (!place) return args;
  const names = [...args.keys()];
  const numbers = names.flatMap(() => [place.line, place.column, place.line, place.column]);
  recordOrigins(args, place.file, place, numbers, names);
  return args;
}

/** Gives faults in key=value text the place of the task and Ansible's words around them. */
function placed<Result>(parse: () => Result, origin: Origin | undefined): Result {
  try {
    return parse();
  } catch (fault) {
    if (fault instanceof MitorunError && !fault.origin)
      throw parserFault(`Error loading tasks: ${fault.message}`, origin);
    throw fault;
  }
}

function badActionType(task: Dict, thing: Value): MitorunError {
  return parserFault(`unexpected parameter type in action: ${loadedClass(thing)}`, originOf(task));
}

function refuseReservedNames(args: Dict, action: string): void {
  for (const key of args.keys()) {
    if (!str(key).startsWith('_ansible_')) continue;
    throw playbookFault(
      `Invalid parameter specified beginning with keyword '_ansible_' for action '${action}': '${str(key)}'. ` +
        "The prefix '_ansible_' is reserved for internal use only.",
      originOf(args, key),
    );
  }
}
