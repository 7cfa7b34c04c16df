import type { ErrorReport } from '../errors/error-report.ts';
import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import type { Value } from '../python/value.ts';
import type { ConnectionEvent } from './connection-event.ts';
import type { ResultRemarks } from './remarks.ts';

/** Everything that happens in a run. Callbacks, the log and tests subscribe to what they want of it (`event-stream.ts`). */
export type RunEvent = CallbackEvent | ConnectionEvent | SpanEvent;

/** A span begins or ends: the one that the event is emitted in. */
export type SpanEvent = { readonly kind: 'span-start' } | { readonly kind: 'span-end' };

/** What callbacks and the display hear of. */
export type CallbackEvent =
  | { readonly kind: 'playbook-start'; readonly path: string }
  | { readonly kind: 'play-start'; readonly play: PlayView }
  | { readonly kind: 'no-hosts-matched' }
  | { readonly kind: 'no-hosts-remaining' }
  | { readonly kind: 'task-start'; readonly task: TaskView }
  | { readonly kind: 'handler-task-start'; readonly task: TaskView }
  | { readonly kind: 'cleanup-task-start'; readonly task: TaskView }
  /** A host begins a task (v2_runner_on_start). */
  | { readonly kind: 'host-start'; readonly task: TaskView; readonly host: string }
  | {
      readonly kind: 'included';
      readonly task: TaskView;
      readonly file: string;
      readonly hosts: readonly string[];
      readonly label: Value | undefined;
    }
  | ({ readonly kind: 'item-result' } & ResultEvent)
  | ({ readonly kind: 'host-result' } & ResultEvent)
  | ({ readonly kind: 'retry' } & ToldResult)
  | ({ readonly kind: 'async-poll' } & ToldResult)
  | ({ readonly kind: 'async-ok' | 'async-failed' } & ToldResult)
  | ({ readonly kind: 'diff' } & ToldResult)
  | {
      readonly kind: 'handler-notified';
      readonly handler: string;
      readonly host: string;
      readonly task: () => TaskView;
    }
  | { readonly kind: 'custom-stats'; readonly host: string; readonly data: Dict }
  | {
      readonly kind: 'warning';
      readonly message: string;
      readonly origin?: Origin | undefined;
      /** What to do about it. */
      readonly help?: string | undefined;
      /** An error that is not fatal, with its causes: shown in place of the message. */
      readonly report?: ErrorReport;
    }
  /** An error that no result carries. */
  | { readonly kind: 'error'; readonly report: ErrorReport }
  | {
      readonly kind: 'deprecation';
      readonly message: string;
      /** The ansible-core that no longer takes it. */
      readonly version?: string | undefined;
      readonly origin?: Origin | undefined;
      /** What to write instead. */
      readonly help?: string | undefined;
      /** `inventory plugin 'x'`'s release rather than ansible-core's. */
      readonly plugin?: string | undefined;
      /** Whose release it is, where it is not ansible-core's; null where nobody knows. */
      readonly collection?: string | null | undefined;
      /** The day from which on a release may do without it. */
      readonly date?: string | undefined;
    }
  /** Free text: `display()` of Ansible, shown from this verbosity on, with the host it concerns. */
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly verbosity: number;
      readonly host?: string | undefined;
      readonly toStderr?: boolean;
      readonly style?: MessageStyle;
    }
  | { readonly kind: 'stats'; readonly stats: RunStats };

/** How a callback plug-in asked for its text to be shown. */
export interface MessageStyle {
  /** A colour by Ansible's name (`bright blue`). */
  readonly color: string | undefined;
  readonly stderr: boolean;
  /** Kept out of the log file, or in there alone. */
  readonly screenOnly: boolean;
  readonly logOnly: boolean;
  /** Ends the line where the text does not. */
  readonly newline: boolean;
}

export type ResultStatus = 'ok' | 'failed' | 'skipped' | 'unreachable';

/** What a task, or one item of its loop, came to on a host, in the end or so far. */
export interface ToldResult {
  readonly task: TaskView;
  readonly host: string;
  /** The data, with nothing of Ansible's own in it. */
  readonly result: ReadonlyDict;
  readonly remarks: ResultRemarks;
  /** Of a loop as a whole: what its `results` say, in their order. */
  readonly items?: readonly ResultRemarks[] | undefined;
}

/** One host's (or one loop item's) result of a task. */
export interface ResultEvent extends ToldResult {
  readonly status: ResultStatus;
  /** A failure that `ignore_errors` (or ignore_unreachable) covers. */
  readonly ignored: boolean;
  /** Why it failed, with the places; shown as Ansible's `[ERROR]` block before the result line. */
  readonly error?: ErrorReport | undefined;
}

/** A play as subscribers see it. */
export interface PlayView {
  readonly uuid: string;
  /** As shown in the banner: the name, else the hosts pattern. */
  readonly name: string;
  /** The pattern in its parts, rendered. */
  readonly hosts: readonly string[];
  readonly origin: Origin | undefined;
  readonly strategy: string;
  readonly checkMode: boolean;
  /** Its keywords as written. */
  readonly keywords: ReadonlyMap<string, Value>;
  /** The hosts of this batch, and those of the whole play. */
  readonly batch: readonly string[];
  readonly allHosts: readonly string[];
  /** The tasks of its task lists, those of one block together; a block within a block counts as one. */
  readonly tasks: readonly (readonly { readonly name: string; readonly action: string }[])[];
}

/** A task as subscribers see it: for one run of it, with its name rendered. */
export interface TaskView {
  readonly uuid: string;
  /** The rendered name with the role's prefix (`role : name`); the action where the task has no name. */
  readonly name: string;
  readonly action: string;
  /** As written, for `display_args_to_stdout`; undefined under no_log. */
  readonly args: Value | undefined;
  readonly origin: Origin | undefined;
  readonly playUuid: string;
  readonly role: string | undefined;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  /** False for a loop over something empty (`with_items: ""`), as callbacks of Ansible look at it. */
  readonly isLoop: boolean;
  /** True for a loop over something empty too: by this Ansible goes where the task is skipped. */
  readonly hasLoop: boolean;
  readonly implicit: boolean;
  /** What is known of it from the playbook alone. */
  readonly written: TaskSource;
}

/** A task as it was written. */
export interface TaskSource {
  /** The name without the role's prefix, rendered; empty where there is none. */
  readonly ownName: string;
  readonly args: Dict;
  /** Own keywords as written, with the tags and conditions that it inherits. */
  readonly keywords: ReadonlyMap<string, Value>;
  readonly role: { readonly path: string; readonly collection: string | undefined } | undefined;
  readonly isHandler: boolean;
}

/** One row of the recap. */
export interface HostStats {
  ok: number;
  changed: number;
  unreachable: number;
  failures: number;
  skipped: number;
  rescued: number;
  ignored: number;
}

export interface RunStats {
  /** By host name. */
  readonly hosts: ReadonlyMap<string, Readonly<HostStats>>;
  readonly custom: ReadonlyMap<string, Dict>;
}
