import { replaceSurrogates } from '../python/bytes-text.ts';
import type { MessageStyle } from '../events/run-event.ts';
import { colored } from './color.ts';
import type { LogLevel, LogWriter } from './log-file.ts';
import { oneLine, withoutTerminalCommands } from './plain-text.ts';
import type { Redactor } from './redact.ts';
import { displayWidth } from './text-width.ts';

/** What the output needs to know of the terminal and the settings. */
export interface DisplaySettings {
  readonly verbosity: number;
  /** Columns of the terminal less one, 79 at least and where there is none. */
  readonly columns: number;
  readonly color: boolean;
  /** Colour by purpose: `ok`, `changed`, `error`... as ansible.cfg's `[colors]`. */
  readonly colors: Readonly<Record<string, string>>;
  readonly deprecationWarnings: boolean;
  /** VERBOSE_TO_STDERR: messages of -v and above go to stderr. */
  readonly verboseToStderr: boolean;
  /** Messages up to this verbosity go to the log file, whatever the terminal shows. */
  readonly logVerbosity: number;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly writeLog: LogWriter | undefined;
  readonly redact: Redactor;
}

interface ShowOptions {
  /** A purpose of `DisplaySettings.colors`. */
  readonly color?: string;
  readonly stderr?: boolean;
  /** Kept out of the log file. */
  readonly screenOnly?: boolean;
  readonly level?: LogLevel;
}

const replacedWarning = 'Non UTF-8 encoded data replaced with "?" while displaying text to stdout/stderr.';

const disableHint =
  'Deprecation warnings can be disabled by setting `deprecation_warnings=False` in ansible.cfg.';

/**
 * The one place where text leaves for the terminal: colours, banners, warnings said once. Known secrets are masked in
 * whatever mitorun says itself and in the log file; what a playbook shows is on the terminal as it is, as in Ansible, but
 * for what a terminal would obey.
 */
export class Display {
  readonly settings: DisplaySettings;
  readonly #said = new Set<string>();

  constructor(settings: DisplaySettings) {
    this.settings = settings;
  }
  get verbosity(): number {
    return this.settings.verbosity;
  }
  /** Messages up to this verbosity go to the terminal or the log file. */
  get shownVerbosity(): number {
    const { verbosity, logVerbosity, writeLog } = this.settings;
    return writeLog === undefined ? verbosity : Math.max(verbosity, logVerbosity);
  }

  /** A message of one line or several. One line end at its end is its own; without it there is one added. */
  show(text: string, options: ShowOptions = {}): void {
    const { settings } = this;
    const own = options.stderr === true ? settings.redact(text) : text;
    const lines = withoutTerminalCommands(own.replaceAll('\r\n', '\n'));
    const body = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
    const shown = `${options.color === undefined ? body : this.inColor(body, options.color)}\n`;
    this.#write(shown, options.stderr === true);
    if (options.screenOnly !== true) this.#log(lines, options.level ?? 'INFO');
  }

  /** What a callback plug-in shows, as it asked for it. Its warnings are said once, with those of everyone else. */
  showStyled(text: string, style: MessageStyle): void {
    const isNotice = /^\[(DEPRECATION )?WARNING\]: /.test(text);
    if (isNotice && !this.#isNew(text)) return;
    const { settings } = this;
    const lines = text.replaceAll('\r\n', '\n');
    if (!style.logOnly) {
      const body = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
      const shown = style.color !== undefined && settings.color ? colored(body, style.color) : body;
      const end = lines.endsWith('\n') || style.newline ? '\n' : '';
      this.#write(shown + end, style.stderr);
    }
    if (!style.screenOnly) this.#log(lines, isNotice ? 'WARNING' : 'INFO');
  }

  /** A text in the colour of a purpose, where there are colours. */
  inColor(text: string, purpose: string): string {
    const color = this.settings.colors[purpose];
    return color !== undefined && this.settings.color ? colored(text, color) : text;
  }

  /** Into the log file alone. */
  log(text: string): void {
    this.#log(text, 'INFO');
  }

  /** Only from this verbosity on, with the host in front as Ansible does it. */
  verbose(text: string, level: number, host?: string): void {
    if (level > this.shownVerbosity) return;
    const line = this.settings.redact(host === undefined ? text : `<${oneLine(host)}> ${text}`);
    if (level <= this.verbosity) this.show(line, { color: 'verbose', stderr: this.settings.verboseToStderr });
    else this.log(line);
  }

  /** A title and stars to the right edge, three at least. */
  banner(title: string): void {
    const trimmed = title.trim();
    const stars = Math.max(3, this.settings.columns - displayWidth(trimmed));
    this.show(`\n${trimmed} ${'*'.repeat(stars)}`);
  }

  /** A warning, said once however often it comes up. */
  warn(message: string): void {
    const text = `[WARNING]: ${closed(withoutReturns(this.settings.redact(message)))}`;
    if (this.#isNew(text)) this.show(text, { color: 'warn', stderr: true, level: 'WARNING' });
  }

  /** A deprecation warning with all its words, once; before the first one, how to be spared of them. */
  deprecate(message: string): void {
    if (!this.settings.deprecationWarnings) return;
    this.warn(disableHint);
    const text = `[DEPRECATION WARNING]: ${closed(withoutReturns(this.settings.redact(message)))}`;
    if (this.#isNew(text)) this.show(text, { color: 'deprecate', stderr: true });
  }

  /** An error, said once; `stderr` as display_failed_stderr has it. */
  error(message: string, stderr: boolean): void {
    const text = `[ERROR]: ${closed(withoutReturns(this.settings.redact(message)))}`;
    if (this.#isNew(text)) this.show(text, { color: 'error', stderr, level: 'ERROR' });
  }

  /** A terminal can have nothing but UTF-8: bytes that are none are `?`, and the first time it is said. */
  #write(text: string, toStderr: boolean): void {
    const shown = replaceSurrogates(text);
    (toStderr ? this.settings.writeError : this.settings.writeOut)(shown);
    if (shown !== text) this.warn(replacedWarning);
  }

  #isNew(text: string): boolean {
    if (this.#said.has(text)) return false;
    this.#said.add(text);
    return true;
  }

  #log(text: string, level: LogLevel): void {
    this.settings.writeLog?.(replaceSurrogates(this.settings.redact(text)).replace(/^\n+/, ''), level);
  }
}

/** A return to the begin of a line would let what a target said write over what mitorun says of it. */
function withoutReturns(message: string): string {
  return message.replaceAll(/\r+(?!\r*\n)/g, '\\r');
}

/** A message of several lines is set apart from what follows by an empty one. */
function closed(message: string): string {
  const trimmed = message.trim();
  return trimmed.includes('\n') ? `${trimmed}\n\n` : `${trimmed}\n`;
}
