import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { ActionContext } from './action.ts';
import type { Answer } from './answer.ts';
import { withArguments } from './argument-values.ts';

/** A fact of the host that the task runs on, a delegate's where it is delegated; undefined where it wasn't gathered. */
export async function knownFact(context: ActionContext, name: string): Promise<string | undefined> {
  const { templar, delegatedTo } = context;
  const facts = await templar.inJob(() =>
    delegatedTo === undefined ? templar.variable('ansible_facts') : delegateFacts(context, delegatedTo),
  );
  const value = facts instanceof Dict ? (facts.get(name) ?? null) : null;
  return isTruthy(value) ? str(value) : undefined;
}

function delegateFacts({ templar }: ActionContext, host: string): Value | undefined {
  const all = templar.variables.get('hostvars');
  const variables = all instanceof Dict ? all.get(host) : undefined;
  return variables instanceof Dict ? variables.get('ansible_facts') : undefined;
}

/** Asks the setup module for one fact; its whole answer. */
export function gatherFact(context: ActionContext, name: string): Promise<Answer> {
  const args = Dict.of({ filter: `ansible_${name}`, gather_subset: '!all' });
  return context.runModule('ansible.legacy.setup', args, { foreground: true });
}

export function factOf({ data }: Answer, name: string): string | undefined {
  const facts = data.get('ansible_facts');
  const value = facts instanceof Dict ? (facts.get(`ansible_${name}`) ?? null) : null;
  return isTruthy(value) ? str(value) : undefined;
}

/** The task's arguments for the module that takes its place, above that module's own `module_defaults`. */
export async function argumentsFor(context: ActionContext, module: string): Promise<Dict> {
  const own = context.args.copy();
  own.delete('use');
  return withArguments(
    await context.moduleDefaults(module),
    Object.fromEntries([...own].map(([name, value]) => [str(name), value])),
  );
}
