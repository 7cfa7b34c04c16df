import { MitorunError } from '../errors/mitorun-error.ts';
import { noRemarks } from '../events/remarks.ts';
import { evaluateConditions } from '../executor/conditions.ts';
import type { ForeignTask } from '../actions/foreign-connection.ts';
import { ConnectionOptions } from '../executor/connection-options.ts';
import type { TaskView } from '../events/run-event.ts';
import type { Span } from '../events/span.ts';
import { resolveConnection } from '../executor/route/resolve-connection.ts';
import { foreignTask } from '../executor/foreign-task.ts';
import { TaskKeywords } from '../executor/task-keywords.ts';
import { refuseUnfollowedRouting } from '../executor/unfollowed-routing.ts';
import { metaAction } from '../executor/task-view.ts';
import type { Task } from '../playbook/model.ts';
import { appendAll } from '../python/append-all.ts';
import { Dict } from '../python/dict.ts';
import type { Templar } from '../template/templar.ts';
import { flushNotifications } from './notifications.ts';
import { hostsLeft, templarFor, viewOf, type PlayRun } from './play-run.ts';
import { remove } from './batch-hosts.ts';

/** Actions that linear carries out for each host, not once for all. */
const perHost = new Set([
  'noop',
  'reset_connection',
  'end_host',
  'role_complete',
  'flush_handlers',
  'end_role',
]);

/** These cannot be conditional: Ansible warns and goes on. */
const unconditional = new Set(['noop', 'refresh_inventory', 'reset_connection']);

export function runsOncePerBatch(task: Task): boolean {
  return !perHost.has(metaAction(task) ?? '');
}

/** Carries out a `meta` task for one host, as Ansible's `_execute_meta`. */
export async function runMeta(run: PlayRun, task: Task, host: string): Promise<void> {
  const templar = templarFor(run, host, task);
  const view = await run.services.engine.jobs.run(() => viewOf(run, host, task));
  await run.span.within('task', view.name, (span) => carryOut(run, { task, host, templar, view, span }));
}

/** A `meta` task for one host, with what is known of it. */
interface MetaTask {
  readonly task: Task;
  readonly host: string;
  readonly templar: Templar;
  readonly view: TaskView;
  readonly span: Span;
}

async function carryOut(run: PlayRun, { task, host, templar, view, span }: MetaTask): Promise<void> {
  const action = metaAction(task) ?? '';
  const { jobs } = run.services.engine;
  run.emit({ kind: task.isHandler ? 'handler-task-start' : 'task-start', task: view }, span);
  const conditional = new TaskKeywords(task, templar, run.services.setting).whens().flat();
  if (unconditional.has(action) && conditional.length > 0) {
    run.emit({ kind: 'warning', message: `${action} task does not support when conditional` }, span);
  }
  const holds =
    unconditional.has(action) ||
    action === 'role_complete' ||
    (await jobs.run(() => evaluateConditions(conditional, templar, task.origin))).holds;
  if (!holds) {
    const reason = `${action} conditional evaluated to False${skippedBecause(action, task, host)}`;
    if (!task.implicit) run.emit({ kind: 'message', text: `META: ${reason}`, verbosity: 2 }, span);
    // `end_host` has the reason in `msg`, too.
    const message = action === 'end_host' ? reason.replace('False', 'false') : action;
    const result = Dict.of({ msg: message, skipped: true, skip_reason: reason });
    const fields = { host, task: view, result, remarks: noRemarks };
    run.emit({ kind: 'host-result', ...fields, status: 'skipped', ignored: false }, span);
    return;
  }
  const effect = effects.get(action);
  if (!effect) {
    const asked = task.args.has('_raw_params') ? action : 'None';
    throw new MitorunError('PLAYBOOK', `invalid meta action requested: ${asked}`, { origin: task.origin });
  }
  const message = await effect(run, task, host, span);
  // As in Ansible, `end_role` emits no message: there the task is gone by then.
  if (!task.implicit && action !== 'end_role')
    run.emit({ kind: 'message', text: `META: ${message}`, verbosity: 2 }, span);
}

function skippedBecause(action: string, task: Task, host: string): string {
  switch (action) {
    case 'flush_handlers':
      return `, not running handlers for ${host}`;
    case 'clear_facts':
      return `, not clearing facts and fact cache for ${host}`;
    case 'clear_host_errors':
      return `, not clearing host error state for ${host}`;
    case 'end_batch':
      return ', continuing current batch';
    case 'end_play':
      return ', continuing play';
    case 'end_host':
      return `, continuing execution for ${host}`;
    case 'end_role':
      // Ansible puts no text between the condition and these words.
      return `continuing role ${task.role?.name ?? ''} for ${host}`;
    default:
      return '';
  }
}

type Effect = (run: PlayRun, task: Task, host: string, span: Span) => string | Promise<string>;

const effects = new Map<string, Effect>([
  ['noop', () => 'noop'],
  ['flush_handlers', flushHandlers],
  ['refresh_inventory', refreshInventory],
  ['clear_facts', clearFacts],
  ['clear_host_errors', clearHostErrors],
  ['end_batch', (run) => endHosts(run, 'ending batch')],
  ['end_play', endPlay],
  ['end_host', endHost],
  ['end_role', endRole],
  ['role_complete', completeRole],
  ['reset_connection', resetConnection],
]);

async function flushHandlers(run: PlayRun, task: Task, host: string): Promise<string> {
  const cursor = run.iterator.cursor(host);
  if (cursor.isRunningHandlers) {
    throw new MitorunError('PARSER', 'flush_handlers cannot be used as a handler', { origin: task.origin });
  }
  await flushNotifications(run, host);
  if (!run.unreachable.has(host)) cursor.beginHandlers();
  return `triggered running handlers for ${host}`;
}

/** Hosts that the play's pattern no longer names take no further part; new ones have no tasks in this play. */
async function refreshInventory(run: PlayRun): Promise<string> {
  await run.services.refreshInventory();
  const { inventory } = run.services;
  const matching = new Set(inventory.hostsMatching(run.pattern).map((host) => host.name));
  run.context.allHosts.length = 0;
  appendAll(run.context.allHosts, matching);
  run.gone.clear();
  for (const host of run.context.batch) if (!matching.has(host)) run.gone.add(host);
  return 'inventory successfully refreshed';
}

function clearFacts(run: PlayRun): string {
  for (const host of run.context.batch) run.services.memory.clearFacts(host);
  return 'facts cleared';
}

function clearHostErrors(run: PlayRun): string {
  for (const host of run.context.batch) {
    run.failed.delete(host);
    run.unreachable.delete(host);
    run.iterator.cursor(host).clearFailures();
  }
  return 'cleared host errors';
}

function endHosts(run: PlayRun, message: string): string {
  for (const host of hostsLeft(run)) endOne(run, host);
  return message;
}

function endPlay(run: PlayRun): string {
  run.iterator.endPlay = true;
  return endHosts(run, 'ending play');
}

function endHost(run: PlayRun, _task: Task, host: string): string {
  endOne(run, host);
  return `ending play for ${host}`;
}

function endOne(run: PlayRun, host: string): void {
  run.iterator.cursor(host).end();
  remove(run.context, host);
}

function endRole(run: PlayRun, task: Task, host: string): string {
  for (;;) {
    const { task: next, cursor } = run.iterator.peek(host);
    if (!next || metaAction(next) === 'role_complete') break;
    run.iterator.advance(cursor);
  }
  return `ending role ${task.role?.name ?? ''} for ${host}`;
}

function completeRole(run: PlayRun, task: Task, host: string): string {
  if (!task.implicit || !task.role) return 'role_complete';
  return run.iterator.completeRole(task.role, host) ? `role_complete for ${host}` : 'role_complete';
}

async function resetConnection(run: PlayRun, task: Task, host: string, span: Span): Promise<string> {
  const { services, scope } = run;
  const templar = templarFor(run, host, task);
  const keywords = new TaskKeywords(task, templar, services.setting);
  const place = { host, target: host, task, scope, loop: undefined };
  const { isConnected, foreign, route } = await templar.inJob(() => {
    if (!isConnectedTo(run, host, templar, keywords)) return { isConnected: false };
    const plugins = foreignTask(services, place, templar, keywords);
    if (plugins) return { isConnected: true, foreign: plugins };
    const ends = { target: host, playbookDirectory: run.context.directory };
    const options = new ConnectionOptions(templar, keywords, services.connection);
    return { isConnected: true, route: resolveConnection(ends, () => options).route };
  });
  if (!isConnected) return 'reset connection';
  if (foreign) await resetForeign(run, foreign, templar);
  if (route) await services.broker.reset(route, span);
  return 'reset connection';
}

/** Whether the host can have a connection. A host whose route mitorun refuses has none to reset. */
function isConnectedTo(
  { services }: PlayRun,
  host: string,
  templar: Templar,
  keywords: TaskKeywords,
): boolean {
  try {
    refuseUnfollowedRouting(host, templar, keywords, {
      defaults: services.connection,
      overrides: (name) => services.foreign.overrides(name),
    });
    return true;
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'CONNECTION') return false;
    throw error;
  }
}

async function resetForeign(run: PlayRun, task: ForeignTask, templar: Templar): Promise<void> {
  const { services, emit } = run;
  const connection = services.foreign.open();
  const surroundings = {
    templar,
    variables: templar.variables,
    signal: services.signal,
    warn: (message: string) => emit({ kind: 'warning', message }),
    deprecate: (message: string, version?: string) => emit({ kind: 'deprecation', message, version }),
    display: (text: string, verbosity = 0) => emit({ kind: 'message', text, verbosity, host: task.host }),
  };
  try {
    await connection.reset(surroundings, task);
  } finally {
    connection.close();
  }
}
