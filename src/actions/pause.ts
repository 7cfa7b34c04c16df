import { setTimeout as sleep } from 'node:timers/promises';
import { MitorunError } from '../errors/mitorun-error.ts';
import { localTime } from '../python/broken-time.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { formatTime } from '../python/strftime.ts';
import { isTruthy } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import type { Action, ActionContext, Terminal } from './action.ts';
import { checkedArguments } from './check-arguments.ts';
import { ActionFailure } from './action-failure.ts';

const spec = {
  echo: { type: 'bool', default: true },
  minutes: { type: 'raw' },
  seconds: { type: 'raw' },
  prompt: { type: 'str' },
};

const interrupt = '\x03';

/** `pause`: waits for a time, or for a line from the person at the terminal. Once for all hosts. */
export const pause: Action = {
  bypassHostLoop: true,
  isLocal: true,
  run: async (context) => {
    const args = checkedArguments(context, spec, { mutually_exclusive: [['minutes', 'seconds']] });
    const echo = args.get('echo') === true;
    const minutes = wholeNumber(args, 'minutes');
    const seconds = minutes === undefined ? wholeNumber(args, 'seconds') : minutes * 60;
    const began = Date.now();
    const input =
      seconds === undefined
        ? await askLine(context, args, echo)
        : await waitFor(context, seconds, args, echo);
    const passed = (Date.now() - began) / 1000;
    const unit = seconds !== undefined && minutes === undefined ? 'seconds' : 'minutes';
    const shown = Math.round((unit === 'minutes' ? passed / 60 : passed) * 100) / 100;
    return Dict.of({
      changed: false,
      rc: 0,
      stderr: '',
      stdout: `Paused for ${Number.isInteger(shown) ? `${shown}.0` : shown} ${unit}`,
      start: timestamp(began),
      stop: timestamp(Date.now()),
      delta: Math.floor(passed),
      echo,
      user_input: input,
    });
  },
};

/** Python's `int()`: fractions of a number are dropped, other text is refused. */
function wholeNumber(args: Dict, name: string): number | undefined {
  const value: Value = args.get(name) ?? null;
  if (value === null) return undefined;
  const text = str(value).trim();
  const number =
    typeof value === 'string' && !/^[+-]?\d+$/.test(text) ? Number.NaN : Math.trunc(Number(text));
  if (!Number.isNaN(number)) return number;
  throw new ActionFailure(
    `argument '${name}' is of type ${typeName(value)} and we were unable to convert to int: invalid literal for int() with base 10: '${text}'`,
  );
}

async function waitFor(context: ActionContext, wanted: number, args: Dict, echo: boolean): Promise<string> {
  const seconds = Math.max(1, wanted);
  context.display(`Pausing for ${seconds} seconds${echo ? '' : ' (output is hidden)'}`);
  const written = args.get('prompt') ?? null;
  const keys = "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)\r";
  if (isTruthy(written)) context.display(keys);
  if (!context.terminal) {
    await sleep(seconds * 1000, undefined, { signal: context.signal });
    return '';
  }
  context.display(isTruthy(written) ? promptText(context, str(written), echo) : keys);
  const pressed = await context.terminal.key([interrupt], {
    timeout: seconds * 1000,
    signal: context.signal,
  });
  if (pressed === interrupt) await continueOrAbort(context, context.terminal);
  return '';
}

/** After ^C. Throws ACTION where the person chooses to abort. */
async function continueOrAbort(context: ActionContext, terminal: Terminal): Promise<void> {
  context.display("Press 'C' to continue the play or 'A' to abort \r");
  const pressed = await terminal.key(['a', 'c'], { signal: context.signal });
  if (pressed === 'a') throw new MitorunError('ACTION', 'user requested abort!', { origin: context.origin });
}

async function askLine(context: ActionContext, args: Dict, echo: boolean): Promise<string> {
  const written = args.get('prompt') ?? null;
  const text = isTruthy(written) ? str(written) : 'Press enter to continue, Ctrl+C to interrupt';
  if (!context.terminal) {
    context.warn('Not waiting for response to prompt as stdin is not interactive');
    return '';
  }
  try {
    return await context.terminal.ask(promptText(context, text, echo), { hidden: !echo });
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'INTERRUPTED') {
      await continueOrAbort(context, context.terminal);
      return '';
    }
    if (error instanceof MitorunError && error.code === 'END_OF_INPUT') return '';
    throw error;
  }
}

function promptText(context: ActionContext, text: string, echo: boolean): string {
  return `[${context.taskName.trim()}]\n${text}${echo ? '' : ' (output is hidden)'}:`;
}

function timestamp(milliseconds: number): string {
  const microseconds = String(Math.floor(milliseconds % 1000) * 1000).padStart(6, '0');
  return `${formatTime('%Y-%m-%d %H:%M:%S', localTime(milliseconds / 1000))}.${microseconds}`;
}
