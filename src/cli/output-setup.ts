import type { Config } from '../config/config.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Callback } from '../output/callback.ts';
import { DefaultCallback } from '../output/callbacks/default-callback.ts';
import { JsonCallback } from '../output/callbacks/json-callback.ts';
import { MinimalCallback } from '../output/callbacks/minimal-callback.ts';
import { OnelineCallback } from '../output/callbacks/oneline-callback.ts';
import type { Display } from '../output/display.ts';
import { GuardedCallback } from '../output/guarded-callback.ts';
import { showNotices } from '../output/show-notice-events.ts';
import type { ResultFormat } from '../output/result-text.ts';
import { isMeta } from '../output/task-kind.ts';
import { callbackMethod } from '../plugins/callback-events.ts';
import { dumpYaml } from '../yaml/dump.ts';
import type { OwnCallback } from './callback-choice.ts';

interface OutputOptions {
  readonly checkMode: boolean;
  /** The stdout callback; undefined where one in Python writes to the screen. */
  readonly callback: OwnCallback | undefined;
  /** Whether plug-ins in Python run too: they tell of those that are left out. */
  readonly hasPython: boolean;
}

/** The subscribers of a run: warnings and messages for everyone, and the stdout callback that the settings name. */
export function outputOf(
  config: Config,
  display: Display,
  options: OutputOptions,
): (event: RunEvent) => void {
  const messages = showNotices(display);
  const callback = new GuardedCallback(stdoutCallback(config, display, options), {
    name: options.callback ?? 'null',
    methodOf: callbackMethod,
    emit: messages,
  });
  let isLoaded = false;
  return (event) => {
    messages(event);
    // Callbacks are loaded when the first playbook has been, and for a listing never.
    if (event.kind === 'playbook-start' && !isLoaded) {
      isLoaded = true;
      showSetup(display, options);
    }
    if (!startsImplicitMeta(event)) callback.handle(event);
  };
}

/** Tasks that nobody wrote are for those callbacks in Python that ask for them. */
function startsImplicitMeta(event: RunEvent): boolean {
  return event.kind === 'task-start' && event.task.implicit && isMeta(event.task);
}

/** What `-vv` says before the run: that only one callback writes to the terminal. */
function showSetup(display: Display, { callback, hasPython }: OutputOptions): void {
  if (hasPython) return;
  for (const name of ['default', 'minimal', 'oneline']) {
    if (name !== callback)
      display.verbose(`Skipping callback '${name}', as we already have a stdout callback.`, 2);
  }
}

function stdoutCallback(config: Config, display: Display, { checkMode, callback }: OutputOptions): Callback {
  switch (callback) {
    case 'default':
      return defaultCallback(config, display, checkMode);
    case 'json':
      return new JsonCallback(display, {
        showCustomStats: config.get('SHOW_CUSTOM_STATS'),
        indent: Number(config.env('ANSIBLE_JSON_INDENT') ?? config.ini('defaults', 'json_indent') ?? 4),
        now: () => new Date(),
      });
    case 'minimal':
      return new MinimalCallback(display, resultFormat(config, display), config.get('DIFF_CONTEXT'));
    case 'oneline':
      return new OnelineCallback(display, {
        ...resultFormat(config, display),
        format: 'json',
        pretty: undefined,
      });
    case 'null':
    case undefined:
      return { handle: () => undefined };
  }
}

function defaultCallback(config: Config, display: Display, checkMode: boolean): Callback {
  return new DefaultCallback(display, {
    displaySkippedHosts: config.get('DISPLAY_SKIPPED_HOSTS'),
    displayOkHosts: config.get('DISPLAY_OK_HOSTS'),
    displayFailedStderr: config.get('DISPLAY_FAILED_STDERR'),
    showCustomStats: config.get('SHOW_CUSTOM_STATS'),
    showPerHostStart: config.get('SHOW_PER_HOST_START'),
    checkModeMarkers: config.get('CHECK_MODE_MARKERS'),
    showTaskPathOnFailure: config.get('SHOW_TASK_PATH_ON_FAILURE'),
    displayArgsToStdout: config.get('DISPLAY_ARGS_TO_STDOUT'),
    checkMode,
    diffContext: config.get('DIFF_CONTEXT'),
    format: resultFormat(config, display),
  });
}

function resultFormat(config: Config, display: Display): ResultFormat {
  return {
    verbosity: display.verbosity,
    format: config.get('CALLBACK_RESULT_FORMAT') === 'yaml' ? 'yaml' : 'json',
    pretty: config.get('CALLBACK_FORMAT_PRETTY') ?? undefined,
    toYaml: (value, options) => dumpYaml(value, { ...options, allowUnicode: true, defaultFlowStyle: false }),
  };
}
