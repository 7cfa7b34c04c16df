import { metaAction } from '../executor/task-view.ts';
import type { Block, RoleInvocation, Task } from '../playbook/model.ts';
import type { Handlers } from './handlers.ts';
import { HostCursor, type CursorRules } from './host-cursor.ts';
import { tasksOf } from './compile-play.ts';

/** What a play's hosts are given to do, host by host, and which roles each has completed. */
export class PlayIterator implements CursorRules {
  /** Every task of the play in order, those of includes where they were put: what linear moves along. */
  readonly allTasks: Task[];
  /** Where linear stands in `allTasks`. */
  currentTask = 0;
  /** `meta: end_play`: no further batch of this play runs. */
  endPlay = false;
  readonly #cursors = new Map<string, HostCursor>();
  readonly #handlers: Handlers;
  readonly #roleStarted = new Map<string, Set<string>>();
  readonly #roleCompleted = new Map<string, Set<string>>();

  constructor(options: {
    readonly hosts: readonly string[];
    readonly blocks: readonly Block[];
    readonly handlers: Handlers;
    /** The fact-gathering task for a host, undefined where it gathers none. */
    readonly setupTask: (host: string) => Task | undefined;
  }) {
    this.#handlers = options.handlers;
    this.allTasks = options.blocks.flatMap(tasksOf);
    const setup = new Set<Task>();
    for (const host of options.hosts) {
      const task = options.setupTask(host);
      if (task) setup.add(task);
      this.#cursors.set(host, new HostCursor(host, options.blocks, task));
    }
    this.allTasks.unshift(...setup);
  }

  cursor(host: string): HostCursor {
    let cursor = this.#cursors.get(host);
    if (!cursor) {
      cursor = new HostCursor(host, [], undefined);
      this.#cursors.set(host, cursor);
    }
    return cursor;
  }
  has(host: string): boolean {
    return this.#cursors.has(host);
  }

  /** Returns a host's next task, and the cursor after it. `advance` moves the host there. */
  peek(host: string): { readonly task: Task | undefined; readonly cursor: HostCursor } {
    const cursor = this.cursor(host).clone();
    return { task: cursor.next(this), cursor };
  }
  /**
   * Returns the task after a cursor's if nothing fails before it, and the cursor after that task. Never skips
   * a flush of handlers: a task that is still under way may notify.
   */
  lookAhead(from: HostCursor): { readonly task: Task | undefined; readonly cursor: HostCursor } {
    const cursor = from.clone();
    const rules: CursorRules = {
      passesOver: (task, at) => !isFlush(task) && this.passesOver(task, at),
      handlers: () => this.handlers(),
      isNotified: (handler, host) => this.isNotified(handler, host),
    };
    return { task: cursor.next(rules), cursor };
  }
  advance(cursor: HostCursor): void {
    this.#cursors.set(cursor.host, cursor);
  }
  failedHosts(): string[] {
    return [...this.#cursors.values()].filter((cursor) => cursor.hasFailed).map((cursor) => cursor.host);
  }

  /** Tasks of included blocks come next in the common order. */
  insertTasks(tasks: readonly Task[]): void {
    this.allTasks.splice(this.currentTask, 0, ...tasks);
  }

  markRoleStarted(role: RoleInvocation, host: string): void {
    hostsOf(this.#roleStarted, role).add(host);
  }
  /** The role's end was reached: it is complete for the host if any task of it ran. */
  completeRole(role: RoleInvocation, host: string): boolean {
    if (!hostsOf(this.#roleStarted, role).has(host)) return false;
    hostsOf(this.#roleCompleted, role).add(host);
    return true;
  }

  passesOver(task: Task, cursor: HostCursor): boolean {
    if (task.implicit && isFlush(task)) {
      return this.#handlers.kept(cursor.host).length === 0 && !this.#handlers.anyNotified;
    }
    if (task.isHandler) return false;
    const role = task.role;
    return role !== undefined && !role.allowDuplicates && hostsOf(this.#roleCompleted, role).has(cursor.host);
  }
  handlers(): readonly Task[] {
    return this.#handlers.list();
  }
  isNotified(handler: Task, host: string): boolean {
    return this.#handlers.isNotified(handler, host);
  }
}

function isFlush(task: Task): boolean {
  return metaAction(task) === 'flush_handlers';
}

function hostsOf(table: Map<string, Set<string>>, role: RoleInvocation): Set<string> {
  let hosts = table.get(role.identity);
  if (!hosts) {
    hosts = new Set();
    table.set(role.identity, hosts);
  }
  return hosts;
}

/** Whether a task gives work to the strategy itself rather than to a host. */
export function isInclude({ directive }: Task): boolean {
  return directive === 'include_tasks' || directive === 'include_role';
}
