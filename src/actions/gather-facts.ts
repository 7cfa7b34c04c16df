import { shortName } from '../parsing/builtin-name.ts';
import { InterpreterFailure } from '../broker/interpreter-failure.ts';
import { type ErrorLink, noTraceback } from '../errors/error-report.ts';
import type { DeprecationDetails } from '../events/remarks.ts';
import { Dict } from '../python/dict.ts';
import { equals } from '../python/equality.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { Action, ActionContext } from './action.ts';
import { type Answer, answerOf } from './answer.ts';
import { ActionFailure } from './action-failure.ts';
import { checkBoolean } from './argument-spec/check-type.ts';
import { interpreterFailureAnswer } from './module-run/interpreter-failure.ts';
import { integerArgument } from './wait-for-connection.ts';
import { withArguments, without } from './argument-values.ts';

/** `gather_facts`: runs the fact modules that FACTS_MODULES names, `setup` by default, and merges what they find. */
export const gatherFacts: Action = {
  run: async (context) => {
    const { templar } = context;
    const { modules, parallel } = await templar.inJob(() => ({
      modules: factModules(context),
      parallel: templar.variable('ansible_facts_parallel'),
    }));
    const asked = parallel ?? context.args.get('parallel') ?? null;
    context.args.delete('parallel');
    const isParallel = asked === null ? modules.length > 1 : checkBoolean(asked);
    const limit = secondsFor(integerArgument(context.args, 'gather_timeout', 0));
    const gathered = new GatheredFacts();
    const gather = async (module: string): Promise<Answer> => {
      const args = await argumentsOf(context, module);
      const seconds = isParallel && !args.has('gather_timeout') ? limit : undefined;
      const signal = seconds === undefined ? undefined : AbortSignal.timeout(1000 * seconds);
      const options = { foreground: true, ignoreCheckMode: true, ...(signal && { signal }) };
      try {
        return await context.runModule(module, args, options);
      } catch (error) {
        if (error instanceof InterpreterFailure) return interpreterFailureAnswer(error);
        if (signal?.aborted === true && !context.signal.aborted) return answerOf(timeoutExceeded());
        throw error;
      }
    };
    const started = isParallel ? modules.map(gather) : [];
    // Merge in the modules' order, not in the order of their answers.
    await Promise.all(started);
    for (const [index, module] of modules.entries())
      gathered.add(module, await (started[index] ?? gather(module)));
    return gathered.answer(modules.length);
  },
};

/**
 * Seconds that a fact module without `gather_timeout` may take beside others. Ansible runs it under
 * `async_wrapper`, which looks every five seconds, and gives up at the first look after the limit and five
 * seconds more. Undefined without a timeout.
 */
function secondsFor(timeout: number): number | undefined {
  return timeout === 0 ? undefined : 5 + 5 * Math.max(1, Math.ceil(timeout / 5));
}

function timeoutExceeded(): Dict {
  return Dict.of({ failed: true, finished: true, msg: 'Timeout exceeded' });
}

/**
 * Merges what the fact modules found. Later facts win, dicts are merged, lists are joined; a member of both
 * lists stays once, at its later place.
 */
class GatheredFacts {
  readonly #merged = Dict.of({ ansible_facts: new Dict() });
  readonly #failed = new Dict();
  readonly #skipped = new Dict();
  /** By module. */
  readonly #errorEvents = new Map<string, readonly ErrorLink[]>();
  readonly #deprecationDetails: [string, DeprecationDetails][] = [];

  add(module: string, { data: found, remarks }: Answer): void {
    if (isTruthy(found.get('failed') ?? false)) {
      if (!found.has('exception')) found.set('exception', noTraceback);
      this.#failed.set(module, found);
      this.#errorEvents.set(module, remarks.errorChain ?? [unexplained(found)]);
    } else if (isTruthy(found.get('skipped') ?? false)) this.#skipped.set(module, found);
    else {
      for (const name of ['ansible_facts', 'warnings', 'deprecations']) {
        const value = found.get(name);
        if (value !== undefined) this.#merged.set(name, merged(this.#merged.get(name), value));
      }
      this.#deprecationDetails.push(...(remarks.deprecationDetails ?? []));
    }
  }

  answer(count: number): Answer {
    const result = this.#merged;
    if (this.#skipped.size > 0) {
      result.set('msg', `The following modules were skipped: ${namesOf(this.#skipped)}.`);
      result.set('skipped_modules', this.#skipped);
      if (this.#skipped.size === count) result.set('skipped', true);
    }
    if (this.#failed.size > 0) {
      result.set('failed_modules', this.#failed);
      result.set('failed', true);
      result.set('msg', `The following modules failed to execute: ${namesOf(this.#failed)}.`);
    }
    const facts = result.get('ansible_facts');
    if (facts instanceof Dict) facts.set('_ansible_facts_gathered', true);
    const remarks = {
      verboseOverride: true,
      ...(this.#errorEvents.size > 0 && { errorEvents: [...this.#errorEvents.values()] }),
      ...(this.#deprecationDetails.length > 0 && { deprecationDetails: new Map(this.#deprecationDetails) }),
    };
    return { data: result, remarks };
  }
}

/** The error of a failed module that listed no causes. */
function unexplained(failed: Dict): ErrorLink {
  return { message: str(failed.get('msg') ?? 'Unknown error.'), origin: undefined, hint: undefined };
}

function namesOf(modules: Dict): string {
  return [...modules.keys()].map(str).join(', ');
}

function merged(below: Value | undefined, above: Value): Value {
  if (below instanceof Dict && above instanceof Dict) {
    const both = below.copy();
    for (const [key, value] of above) both.set(key, merged(both.get(key), value));
    return both;
  }
  if (!Array.isArray(below) || !Array.isArray(above)) return above;
  return [...below.filter((member) => !above.some((other) => equals(member, other))), ...above];
}

function isSetup(module: string): boolean {
  return shortName(module) === 'setup';
}

/** `smart` stands for the module of the host's network OS, else for setup where nothing else names it. */
function factModules(context: ActionContext): string[] {
  const setting = context.templar.variable('ansible_facts_modules') ??
    context.setting('FACTS_MODULES') ?? ['smart'];
  const listed = Array.isArray(setting)
    ? setting.map(str)
    : str(setting)
        .split(',')
        .map((name) => name.trim());
  if (!listed.includes('smart')) return listed;
  const modules = listed.filter((name) => name !== 'smart');
  const system = networkSystem(context);
  if (system === undefined) return modules.some(isSetup) ? modules : [...modules, 'ansible.legacy.setup'];
  const known = context.setting('CONNECTION_FACTS_MODULES');
  const module = known instanceof Dict ? known.get(system) : undefined;
  if (module !== undefined) modules.push(str(module));
  else if (modules.length === 0) {
    throw new ActionFailure(
      `No fact modules available and we could not find a fact module for your network OS (${system}), try setting one via the \`FACTS_MODULES\` configuration.`,
    );
  }
  if (modules.some(isSetup)) {
    context.warn(
      "Detected 'setup' module and a network OS is set, the output when running it will reflect 'localhost' and not the target when a networking connection plugin is used.",
    );
  }
  return modules;
}

function networkSystem({ args, templar }: ActionContext): string | undefined {
  const facts = templar.variable('ansible_facts');
  const system =
    args.get('network_os') ??
    templar.variable('ansible_network_os') ??
    (facts instanceof Dict ? facts.get('network_os') : undefined);
  return system === undefined || !isTruthy(system) ? undefined : str(system);
}

/** Setup takes all arguments; other modules only what is not setup's own. */
async function argumentsOf(context: ActionContext, module: string): Promise<Dict> {
  let own = new Dict([...context.args].filter(([, value]) => value !== null));
  if (!isSetup(module)) {
    const subset = own.get('gather_subset') ?? null;
    const isAll =
      subset === null ||
      subset === 'all' ||
      (Array.isArray(subset) && subset.length === 1 && subset[0] === 'all');
    if (!isAll) context.warn(`Not passing subset(${str(subset)}) to ${module}`);
    for (const [name, shown] of [
      ['gather_timeout', 'timeout'],
      ['filter', 'filter'],
    ] as const) {
      const value = own.get(name) ?? null;
      if (value !== null) context.warn(`Not passing ${shown}(${str(value)}) to ${module}`);
    }
    own = without(own, 'gather_subset', 'gather_timeout', 'filter');
  }
  return withArguments(
    await context.moduleDefaults(module),
    Object.fromEntries([...own].map(([name, value]) => [str(name), value])),
  );
}
