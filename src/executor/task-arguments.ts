import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import type { Task } from '../playbook/model.ts';
import { nativeTypeName } from '../playbook/playbook-fault.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { lessThan } from '../python/operators/order.ts';
import { repr } from '../python/repr.ts';
import { hasTemplateSyntax, TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import type { Templar } from '../template/templar.ts';
import { copyOrigins, originOf, recordMemberOrigin, valueOriginOf } from '../yaml/origins.ts';

/** What is the same for the arguments of every action. */
export interface ArgumentSurroundings {
  /** INJECT_FACTS_AS_VARS: facts, which a target decides, are among the variables. */
  readonly factsAreVariables: boolean;
  readonly warn: (message: string, origin: Origin | undefined) => void;
}

/** What an action says of its arguments. */
export interface ArgumentRules extends ArgumentSurroundings {
  /** The action by its full name, for messages. */
  readonly action: () => string;
  readonly takesRawParams: boolean;
  readonly unrendered: ReadonlySet<string>;
  /** Templates in the names of arguments are rendered too (`set_fact`); only names that the user wrote are. */
  readonly rendersNames?: boolean;
  /** Values that are read from vaulted ones stay vaulted (`set_fact`). */
  readonly keepsVaults?: boolean;
  /** `module_defaults` for this action, below the task's own arguments; not rendered. */
  readonly defaults: Dict;
}

const unsafeArguments =
  'Using a template for task args is unsafe in some situations ' +
  '(see https://docs.ansible.com/ansible/devel/reference_appendices/faq.html#argsplat-unsafe).';

/**
 * A task's arguments by name in order, with every template rendered, defaults filled in and omitted ones dropped; each
 * knows where its name was written. Precedence: the arguments as written, then those of a template in place of all
 * (`module: "{{ … }}"`), then `args: "{{ … }}"`, then module_defaults. Errors name the argument, as ansible-core 2.19.
 */
export function finalizeArguments(task: Task, templar: Templar, rules: ArgumentRules): Dict {
  const raw = rules.takesRawParams ? null : (task.args.get('_raw_params') ?? null);
  if (raw !== null && raw !== '' && !isAllTemplate(raw)) {
    throw new MitorunError('ACTION', `Action '${rules.action()}' does not support raw params.`, {
      origin: task.actionOrigin ?? task.origin,
    });
  }
  try {
    return finalize(task, raw === '' ? null : raw, templar, rules);
  } catch (error) {
    if (error instanceof ArgumentNameFault) throw error.cause;
    if (!(error instanceof MitorunError)) throw error;
    throw new MitorunError('ACTION', `Finalization of task args for '${rules.action()}' failed.`, {
      origin: task.actionOrigin ?? task.origin,
      cause: error,
    });
  }
}

/** `ansible.builtin.` in front of a short name: what messages of ansible-core 2.19 show. */
export function fullActionName(action: string): string {
  return action.includes('.') ? action : `ansible.builtin.${action}`;
}

/** Whether a value looks like a template and nothing around it. */
function isAllTemplate(value: Value): boolean {
  if (!(value instanceof TemplateString)) return value instanceof VaultString;
  return /^(#jinja2:|\{[{%#].*[}%#]\}$)/s.test(value.source);
}

function finalize(task: Task, raw: Value, templar: Templar, rules: ArgumentRules): Dict {
  const written = task.args.copy();
  copyOrigins(task.args, written);
  if (!rules.takesRawParams) written.delete('_raw_params');
  const resolved = (template: Value): Dict[] => (template === null ? [] : [splat(template, templar, rules)]);
  const fromArgs = resolved(task.argsTemplate ?? null);
  const layers = [written, ...resolved(raw), ...fromArgs, rules.defaults];
  const result = new Dict();
  copyOrigins(task.args, result);
  for (const name of inOrder(layers)) {
    const layer = layers.find((one) => one.has(name)) ?? written;
    const rendered = renderArgument(name, layer, templar, task, rules);
    if (rendered === OMIT) continue;
    if (rules.rendersNames === true && layer === written)
      setUnderRenderedName(result, name, rendered, templar);
    else result.set(name, rendered);
  }
  return result;
}

function inOrder(layers: readonly Dict[]): Value[] {
  const names = new Dict();
  for (const layer of layers) for (const name of layer.keys()) names.set(name, null);
  return [...names.keys()].toSorted((a, b) => (lessThan(a, b) ? -1 : 1));
}

/** The mapping that a template in place of arguments gives. */
function splat(template: Value, templar: Templar, rules: ArgumentRules): Dict {
  const origin = template instanceof TemplateString ? template.origin : undefined;
  if (rules.factsAreVariables) rules.warn(unsafeArguments, origin);
  const given = templar.resolveToContainer(template, new Dict());
  if (given instanceof Dict) return given;
  throw new MitorunError('ACTION', `Task args must resolve to a 'dict' not '${nativeTypeName(given)}'.`, {
    origin,
  });
}

function setUnderRenderedName(result: Dict, written: Value, value: Value, templar: Templar): void {
  if (typeof written !== 'string' || !hasTemplateSyntax(written)) {
    result.set(written, value);
    return;
  }
  const place = originOf(result, written);
  const name = renderName(new TemplateString(written, place), templar);
  result.set(name, value);
  recordMemberOrigin(result, name, templar.writtenAt(written) ?? place, undefined);
}

/** Ansible renders names in the action itself: what goes wrong is no fault of the arguments. */
class ArgumentNameFault extends Error {}

function renderName(written: TemplateString, templar: Templar): Value {
  try {
    return templar.render(written);
  } catch (cause) {
    throw new ArgumentNameFault('the name of an argument', { cause });
  }
}

function renderArgument(name: Value, layer: Dict, templar: Templar, task: Task, rules: ArgumentRules): Value {
  const value = layer.get(name) ?? null;
  if (typeof name === 'string' && rules.unrendered.has(name)) return value;
  try {
    return rules.keepsVaults === true ? templar.renderKeepingVaults(value) : templar.render(value);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    const place = value instanceof TemplateString ? value.origin : valueOriginOf(layer, name);
    throw new MitorunError(error.code, `Error while resolving value for ${repr(name)}.`, {
      origin: place ?? task.origin,
      cause: error,
    });
  }
}
