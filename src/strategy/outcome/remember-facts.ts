import type { EventSink } from '../../events/event-sink.ts';
import { placeOfFact, warnOfReservedNames } from '../../executor/reserved-name-warnings.ts';
import type { ItemOutcome, TaskOutcome } from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { isInjectableFact } from '../../vars/fact-names.ts';
import { targetHosts } from '../batch-hosts.ts';
import type { PlayRun } from '../play-run.ts';

/** Keeps the facts of a result with the hosts that they are of: its own, the delegate, the whole batch. */
export function rememberFacts(
  run: PlayRun,
  outcome: TaskOutcome,
  {
    item,
    facts: found,
    emit,
  }: { readonly item: ItemOutcome; readonly facts: Dict; readonly emit: EventSink },
): void {
  const { memory } = run.services;
  const { facts: kind } = item.effects;
  if (kind === 'shown') return;
  const delegated = item.delegatedTo !== undefined && item.delegateFacts;
  const targets =
    delegated && item.delegatedTo !== undefined ? [item.delegatedTo] : targetHosts(run, outcome);
  const facts = withoutDelegatesInterpreter(item, found);
  for (const [name, value] of found)
    if (item.delegatedTo !== undefined && !facts.has(name))
      memory.addFacts(item.delegatedTo, new Dict([[name, value]]));
  const args = kind === 'set' ? outcome.task.args : undefined;
  warnOfReservedNames(facts, emit, { placeOf: (name) => placeOfFact(facts, args, name) });
  if (kind === 'gathered' && run.services.setting('INJECT_FACTS_AS_VARS') !== false)
    warnOfRestrictedFacts(facts, emit);
  const cacheable = item.remarks.factsCacheable === true;
  for (const target of targets) {
    if (kind === 'included') memory.includeVariables(target, facts);
    else {
      if (kind !== 'set' || cacheable) memory.addFacts(target, facts);
      if (kind === 'set') memory.setVariables(target, facts);
    }
  }
}

/** Facts that would change how a host is reached stay in `ansible_facts` alone. */
function warnOfRestrictedFacts(facts: Dict, emit: EventSink): void {
  for (const name of facts.keys()) {
    if (typeof name !== 'string' || isInjectableFact(name) || name === 'ansible_facts') continue;
    emit({ kind: 'warning', message: `Removed restricted key from module data: ${name}` });
  }
}

/** The facts without the discovered Python: that of a delegate belongs to the delegate alone. */
function withoutDelegatesInterpreter(
  { delegatedTo, delegateFacts, effects }: ItemOutcome,
  facts: Dict,
): Dict {
  if (delegatedTo === undefined || delegateFacts || effects.facts === 'shown') return facts;
  if (![...facts.keys()].some(isInterpreter)) return facts;
  return new Dict([...facts].filter(([name]) => !isInterpreter(name)));
}

function isInterpreter(name: Value): boolean {
  return str(name).startsWith('discovered_interpreter_');
}

/** Returns the outcome to show and to register: without the facts that belong to a delegate. */
export function withOwnFacts(outcome: TaskOutcome): TaskOutcome {
  const items = outcome.items.map((item) => {
    const facts = item.result.get('ansible_facts');
    const own = facts instanceof Dict ? withoutDelegatesInterpreter(item, facts) : facts;
    if (own === undefined || own === facts) return item;
    return { ...item, result: item.result.copy().set('ansible_facts', own) };
  });
  if (items.every((item, index) => item === outcome.items[index])) return outcome;
  const [only] = items;
  if (!outcome.isLoop) return only ? { ...outcome, items, result: only.result } : outcome;
  const results = items.map(({ result }) => result.copy());
  return { ...outcome, items, result: outcome.result.copy().set('results', results) };
}
