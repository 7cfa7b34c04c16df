import type { Config } from '../config/config.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Display } from '../output/display.ts';
import { DefaultCallback } from '../output/default-callback.ts';
import { messageSink } from '../output/message-sink.ts';

/** The subscribers of a run: warnings and messages for everyone, and the stdout callback that the settings name. */
export function outputOf(
  config: Config,
  display: Display,
  options: { readonly checkMode: boolean; readonly callback: string },
): (event: RunEvent) => void {
  const messages = messageSink(display);
  const callback = stdoutCallback(config, display, options);
  return (event) => {
    messages(event);
    callback(event);
  };
}

function stdoutCallback(
  config: Config,
  display: Display,
  options: { readonly checkMode: boolean; readonly callback: string },
): (event: RunEvent) => void {
  const callback = new DefaultCallback(display, {
    displaySkippedHosts: true,
    displayOkHosts: true,
    displayFailedStderr: false,
    showCustomStats: false,
    showPerHostStart: false,
    checkModeMarkers: false,
    showTaskPathOnFailure: false,
    displayArgsToStdout: config.get('DISPLAY_ARGS_TO_STDOUT'),
    checkMode: options.checkMode,
    diffContext: config.get('DIFF_CONTEXT'),
    resultFormat: 'json',
    prettyResults: undefined,
  });
  return (event) => callback.handle(event);
}
