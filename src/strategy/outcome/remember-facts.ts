import type { EventSink } from '../../events/event-sink.ts';
import { placeOfFact, warnOfReservedNames } from '../../executor/reserved-name-warnings.ts';
import type { ItemOutcome, TaskOutcome } from '../../executor/task-outcome.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { isInjectableFact } from '../../vars/fact-names.ts';
import { targetHosts } from '../batch-hosts.ts';
import type { PlayRun } from '../play-run.ts';

/** Keeps the facts of a result with the hosts that they are of: its own, the delegate, the whole batch. */
export function rememberFacts(
  run: PlayRun,
  outcome: TaskOutcome,
  { item, facts, emit }: { readonly item: ItemOutcome; readonly facts: Dict; readonly emit: EventSink },
): void {
  const { memory } = run.services;
  const { facts: kind } = item.effects;
  if (kind === 'shown') return;
  const delegated = item.delegatedTo !== undefined && item.delegateFacts;
  const targets =
    delegated && item.delegatedTo !== undefined ? [item.delegatedTo] : targetHosts(run, outcome);
  if (item.delegatedTo !== undefined && !delegated) keepInterpreterWithDelegate(run, item.delegatedTo, facts);
  const args = kind === 'set' ? outcome.task.args : undefined;
  warnOfReservedNames(facts, emit, { placeOf: (name) => placeOfFact(facts, args, name) });
  if (kind === 'gathered' && run.services.setting('INJECT_FACTS_AS_VARS') !== false)
    warnOfRestrictedFacts(facts, emit);
  const cacheable = isTruthy(item.result.get('_ansible_facts_cacheable') ?? false);
  item.result.delete('_ansible_facts_cacheable');
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

/** What was discovered of a delegate's Python belongs to the delegate, whoever asked. */
function keepInterpreterWithDelegate(run: PlayRun, delegate: string, facts: Dict): void {
  for (const [name, value] of facts) {
    if (!str(name).startsWith('discovered_interpreter_')) continue;
    facts.delete(name);
    run.services.memory.addFacts(delegate, new Dict([[name, value]]));
  }
}
