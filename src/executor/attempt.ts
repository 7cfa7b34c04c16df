import { setTimeout as sleep } from 'node:timers/promises';
import { markDeprecated } from '../actions/module-run/deprecated-members.ts';
import { jobStatus } from '../actions/async-status.ts';
import type { ConnectionUse } from '../broker/hop.ts';
import type { Origin } from '../errors/origin.ts';
import { ActionSkip, UnsentResult } from '../actions/action-failure.ts';
import { runAction } from '../actions/run-action.ts';
import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { namespacedFacts } from '../vars/fact-names.ts';
import type { LayeredVariables } from '../vars/layered-variables.ts';
import { copyOrigins } from '../yaml/origins.ts';
import { AttemptContext } from './action-context.ts';
import { pollAsyncJob } from './async-poll.ts';
import { evaluateConditions } from './conditions.ts';
import { checkConnectionVariables } from './check-connection-variables.ts';
import { checkBlockName, checkKeywords } from './check-keywords.ts';
import { delegateOf, withDelegate, showUnknownDelegate, shownDelegate } from './delegation.ts';
import { includeRequest, includeResult } from './include-request.ts';
import { judgeResult } from './judge-result.ts';
import { failureOf, reportOfResult, stackOf } from './failure-result.ts';
import {
  actionName,
  argumentSurroundings,
  type PreparedTask,
  prepareTask,
  writtenTask,
} from './prepare-task.ts';
import { TaskKeywords } from './task-keywords.ts';
import { isFailed, type IncludeRequest, type ItemOutcome } from './task-outcome.ts';
import type { RunningTask } from './task-run.ts';
import { TaskMessages } from './task-messages.ts';
import { TaskTimeout, timeoutOf } from './task-timeout.ts';

/** Milliseconds, of a timer of Node's: 24 days. */
const longestTimer = 2 ** 31 - 1;

/** One item (or the whole, without a loop) of a task on one host: condition, arguments, tries until it succeeds. */
export class Attempt {
  readonly #fields: RunningTask;
  #variables: LayeredVariables;
  readonly #loop: Dict | undefined;
  readonly #messages = new TaskMessages();
  #args: Dict | undefined;

  constructor(fields: RunningTask, variables: LayeredVariables, loop?: Dict) {
    this.#fields = fields;
    this.#variables = variables;
    this.#loop = loop;
  }

  /** Runs it to its result. Whatever fails becomes a failed or unreachable result. */
  async run(loopError: MitorunError | undefined): Promise<ItemOutcome> {
    const { task, scope, services } = this.#fields;
    let templar = scope.templar(this.#variables, task, this.#messages.noteDeprecation);
    let keywords = new TaskKeywords(task, templar, services.setting);
    let delegatedTo: string | undefined;
    let include: IncludeRequest | undefined;
    let result: Dict;
    let error = undefined;
    try {
      const own = templar;
      delegatedTo = await own.inJob(() => delegateOf(task, own));
      if (delegatedTo !== undefined) {
        this.#variables = withDelegate(this.#variables, this.#fields, delegatedTo, this.#loop);
        templar = scope.templar(this.#variables, task, this.#messages.noteDeprecation);
        keywords = new TaskKeywords(task, templar, services.setting);
      }
      const known = { keywords, templar };
      const skipped = await templar.inJob(() => this.#skipResult(known.keywords, known.templar, loopError));
      if (skipped) result = skipped;
      else {
        if (loopError) throw loopError;
        const isOwn = delegatedTo === undefined;
        const asked = await templar.inJob(() => this.#checked(known.keywords, known.templar, isOwn));
        if (asked instanceof Dict) result = asked;
        else {
          include = asked;
          result = include ? includeResult(include) : await this.#carryOut(keywords, templar, delegatedTo);
        }
      }
      if (isFailed(result)) error = reportOfResult(result, writtenAt(task));
    } catch (thrown) {
      // The task as a whole has no result then, whichever item it is.
      if (thrown instanceof UnsentResult) throw thrown;
      if (thrown instanceof ActionSkip) result = thrown.result();
      else {
        this.#noteStack(thrown);
        const failure = failureOf(thrown, writtenAt(task));
        result = failure.result;
        error = failure.error;
        this.#advise(failure.advice);
      }
    }
    this.#messages.addTo(result);
    const judged = result;
    const used = { keywords, templar, delegatedTo };
    const effects = await templar.inJob(() => this.#effects(judged, used));
    return { result, error, include, args: this.#args, keywords, delegatedTo, ...effects };
  }

  /** What is checked of every task whose condition holds, and what it includes, if that is what it does; or its failure. */
  #checked(keywords: TaskKeywords, templar: Templar, isOwn: boolean): IncludeRequest | Dict | undefined {
    const { task, services } = this.#fields;
    if (isOwn) checkConnectionVariables(templar, task);
    checkBlockName(task, templar);
    checkKeywords(keywords, (message) => services.emit({ kind: 'warning', message }));
    return includeRequest(writtenTask(this.#fields), actionName(task, templar), templar, {
      surroundings: argumentSurroundings(this.#fields, this.#warn),
      loop: this.#loop,
    });
  }

  /** What else follows from a result, and what is shown of it. */
  #effects(
    result: Dict,
    {
      keywords,
      templar,
      delegatedTo,
    }: { keywords: TaskKeywords; templar: Templar; delegatedTo?: string | undefined },
  ) {
    if (this.#masks(keywords) || result.get('_ansible_no_log') === true) result.set('_ansible_no_log', true);
    if (delegatedTo !== undefined)
      result.set('_ansible_delegated_vars', shownDelegate(this.#fields, delegatedTo));
    else if (isFailed(result)) showUnknownDelegate(result, this.#fields.task, templar);
    return {
      notify: this.#quiet(() => notifications(keywords), []),
      delegateFacts: this.#quiet(() => keywords.boolean('delegate_facts'), false),
      // A value that is no boolean counts by its truth.
      ignoreErrors: this.#quiet(
        () => keywords.boolean('ignore_errors'),
        isTruthy(keywords.raw('ignore_errors') ?? false),
      ),
      ignoreUnreachable: this.#quiet(() => keywords.boolean('ignore_unreachable'), false),
    };
  }

  /** A warning of a job that may be run again comes once. */
  readonly #warn: TaskMessages['warn'] = (...warning) =>
    this.#fields.services.engine.jobs.tell(warning[0], () => this.#messages.warn(...warning));

  /** What cannot be told to be public is not shown. */
  #masks(keywords: TaskKeywords): boolean {
    try {
      return this.#noLog(keywords);
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      const message = 'Invalid no_log value for task, output will be masked.';
      const cause = new MitorunError('ACTION', message, { cause: error });
      this.#fields.services.emit({ kind: 'warning', message, report: reportOf(cause) });
      return true;
    }
  }

  #noLog(keywords: TaskKeywords): boolean {
    return keywords.boolean('no_log');
  }

  /** An end of the whole run is none of the task's failures. */
  #noteStack(thrown: unknown): void {
    const { services, host } = this.#fields;
    const stack = stackOf(thrown);
    if (stack === undefined) return;
    if (services.signal.aborted) throw thrown;
    services.emit({ kind: 'message', text: stack, verbosity: 3, host });
  }

  #advise(advice: readonly string[]): void {
    const { services, host } = this.#fields;
    for (const text of advice) services.emit({ kind: 'message', text, verbosity: 1, host });
  }

  #skipResult(
    keywords: TaskKeywords,
    templar: Templar,
    loopError: MitorunError | undefined,
  ): Dict | undefined {
    for (const conditions of keywords.whens()) {
      const { holds, falseCondition } = this.#evaluate(conditions, templar, loopError);
      if (holds) continue;
      return Dict.of({
        changed: false,
        skipped: true,
        skip_reason: 'Conditional result was False',
        false_condition: falseCondition ?? false,
      });
    }
    return undefined;
  }

  /** A broken loop is worse than a broken condition, which is told with -v then. */
  #evaluate(conditions: readonly Value[], templar: Templar, loopError: MitorunError | undefined) {
    try {
      return evaluateConditions(conditions, templar, this.#fields.task.origin);
    } catch (error) {
      if (!loopError || !(error instanceof MitorunError)) throw error;
      const { services } = this.#fields;
      services.emit({ kind: 'message', text: joinedMessage(reportOf(error)), verbosity: 1 });
      throw loopError;
    }
  }

  async #carryOut(keywords: TaskKeywords, templar: Templar, delegatedTo: string | undefined): Promise<Dict> {
    await templar.inJob(() => keywords.debugger());
    const prepared = await prepareTask(this.#fields, {
      keywords,
      templar,
      delegatedTo,
      loop: this.#loop,
      warn: this.#warn,
      keepArguments: (args) => {
        this.#args = args;
      },
    });
    const until = keywords.conditions('until');
    const { tries, delay } = await templar.inJob(() => ({
      tries: 1 + Math.max(0, keywords.integer('retries') ?? (until ? 3 : 0)),
      delay: keywords.comparable('delay', '<') ?? 0,
    }));
    for (let attempt = 1; ; attempt++) {
      const result = await this.#tryOnce(prepared, attempt, tries);
      if (tries === 1) return result;
      const conditions = until ?? [!isFailed(result)];
      const judging = this.#templarWith(prepared.templar, result);
      const { origin } = this.#fields.task;
      const { holds } = await judging.inJob(() => evaluateConditions(conditions, judging, origin));
      if (holds) return result;
      if (attempt === tries) {
        result.set('attempts', tries - 1);
        result.set('failed', true);
        return result;
      }
      await this.#announceRetry(result, tries, delay < 0 ? 1 : delay, delegatedTo);
    }
  }

  async #announceRetry(
    result: Dict,
    tries: number,
    delay: number,
    delegatedTo: string | undefined,
  ): Promise<void> {
    const { services, view, host } = this.#fields;
    // The delegate's address is not known to callbacks before the last try.
    if (delegatedTo !== undefined)
      result.set(
        '_ansible_delegated_vars',
        Dict.of({ ansible_delegated_host: delegatedTo, ansible_host: delegatedTo }),
      );
    result.set('_ansible_retry', true);
    result.set('retries', tries);
    services.emit({ kind: 'retry', task: view, host, result });
    await sleep(delay * 1000, undefined, { signal: services.signal });
  }

  /** Connections that one try uses are kept for as long as it lasts. */
  async #tryOnce(prepared: PreparedTask, attempt: number, tries: number): Promise<Dict> {
    let finish: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    try {
      return await this.#try(prepared, attempt, tries, { ended });
    } finally {
      finish();
    }
  }

  async #try(prepared: PreparedTask, attempt: number, tries: number, use: ConnectionUse): Promise<Dict> {
    const { services, task, host, play } = this.#fields;
    const { keywords, templar } = prepared;
    const { seconds, ...wanted } = await templar.inJob(() => ({
      seconds: timeoutOf(keywords),
      asyncSeconds: keywords.integer('async') ?? 0,
      checkMode: keywords.boolean('check_mode', services.options.checkMode),
      diffMode: keywords.boolean('diff', services.options.diffMode),
      noLog: this.#noLog(keywords),
      environment: keywords.environment(this.#warn),
    }));
    const { asyncSeconds } = wanted;
    const deadline = seconds > 0 ? AbortSignal.timeout(Math.min(seconds * 1000, longestTimer)) : undefined;
    const context = new AttemptContext({
      services,
      task,
      host,
      action: prepared.action,
      args: ownArguments(prepared.args),
      ...wanted,
      timeout: seconds,
      variables: this.#variables,
      templar,
      connection: prepared.connection,
      playbookDirectory: play.directory,
      signal: deadline ? AbortSignal.any([services.signal, deadline]) : services.signal,
      use,
      attempt,
      taskName: this.#fields.view.name,
      discovery: this.#fields.discovery,
      delegatedTo: prepared.delegatedTo,
      delegateFacts: () => keywords.boolean('delegate_facts'),
      warn: this.#warn,
      deprecate: (...told) => services.engine.jobs.tell(told[0], () => this.#messages.deprecate(...told)),
    });
    let done: Dict;
    try {
      done = await this.#act(prepared, context, asyncSeconds);
    } catch (error) {
      if (deadline?.aborted && !services.signal.aborted) throw new TaskTimeout(seconds);
      throw error;
    }
    return templar.inJob(() => {
      // A copy, because conditions read it: it must be as it was when they are evaluated again.
      const judged = done.copy();
      judgeResult(judged, {
        keywords,
        attempts: tries > 1 ? attempt : undefined,
        templar: () => this.#templarWith(templar, judged),
        origin: task.origin,
      });
      return judged;
    });
  }

  /** Carries out the action and waits for its background job, if it has one that is to be waited for. */
  async #act(prepared: PreparedTask, context: AttemptContext, asyncSeconds: number): Promise<Dict> {
    const { keywords, templar } = prepared;
    const result = prepared.foreign
      ? await this.#fields.foreign.run(context, prepared.foreign)
      : await runAction(prepared.implementation, context);
    await templar.inJob(() => keywords.comparable('async', '>'));
    if (
      asyncSeconds <= 0 ||
      isTruthy(result.get('failed') ?? false) ||
      isTruthy(result.get('skipped') ?? false)
    )
      return result;
    const poll = await templar.inJob(() => keywords.integer('poll') ?? 0);
    if (poll <= 0) return result;
    return pollAsyncJob(context, result, {
      seconds: asyncSeconds,
      poll,
      fields: this.#fields,
      status: (args) => this.#jobStatus(prepared, context, args),
    });
  }

  #jobStatus({ foreign }: PreparedTask, context: AttemptContext, args: Dict): Promise<Dict> {
    const asking = context.forJobStatus(args);
    if (!foreign) return jobStatus(asking, args);
    // The action finds the directory itself.
    args.delete('_async_dir');
    return this.#fields.foreign.run(asking, foreign);
  }

  /** The task's variables with the result so far among them, for `until`, `changed_when` and `failed_when`. */
  #templarWith(templar: Templar, result: Dict): Templar {
    const above = new Dict();
    const register = this.#fields.task.own('register');
    if (typeof register === 'string') above.set(register, markDeprecated(result) ?? result);
    const facts = markDeprecated(result, 'ansible_facts');
    if (facts instanceof Dict) {
      for (const [name, value] of facts) above.set(name, value);
      const known = this.#variables.get('ansible_facts');
      const merged = known instanceof Dict ? known.copy() : new Dict();
      for (const [name, value] of namespacedFacts(facts)) merged.set(name, value);
      above.set('ansible_facts', merged);
    }
    return above.size === 0
      ? templar
      : this.#fields.scope.templar(
          this.#variables.with(above),
          this.#fields.task,
          this.#messages.noteDeprecation,
        );
  }

  #quiet<T>(compute: () => T, otherwise: T): T {
    try {
      return compute();
    } catch (error) {
      if (error instanceof MitorunError) return otherwise;
      throw error;
    }
  }
}

/** A copy for one try, which may change it; its members still know where they were written. */
function ownArguments(args: Dict): Dict {
  const own = args.copy();
  copyOrigins(args, own);
  return own;
}

function notifications(keywords: TaskKeywords): string[] {
  const value = keywords.value('notify');
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value])
    .filter((topic) => topic !== OMIT)
    .map((topic) => str(topic));
}

/** Where a user wrote the task: nowhere, for one that gathers facts by itself. */
function writtenAt({ implicit, origin }: Task): Origin | undefined {
  return implicit ? undefined : origin;
}
