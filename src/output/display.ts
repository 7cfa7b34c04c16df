import { colored } from './color.ts';
import type { Redactor } from './redact.ts';
import { displayWidth } from './text-width.ts';

/** What the output needs to know of the terminal and the settings. */
export interface DisplaySettings {
  readonly verbosity: number;
  /** Columns of the terminal, 79 where there is none. */
  readonly columns: number;
  readonly color: boolean;
  /** Colour by purpose: `ok`, `changed`, `error`... as ansible.cfg's `[colors]`. */
  readonly colors: Readonly<Record<string, string>>;
  readonly systemWarnings: boolean;
  readonly deprecationWarnings: boolean;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** DEFAULT_LOG_PATH's file, without colours. */
  readonly writeLog: ((text: string) => void) | undefined;
  readonly redact: Redactor;
}

/** The one place where text leaves for the terminal: colours, banners, warnings said once, secrets masked. */
export class Display {
  readonly settings: DisplaySettings;
  readonly #warned = new Set<string>();

  constructor(settings: DisplaySettings) {
    this.settings = settings;
  }
  get verbosity(): number {
    return this.settings.verbosity;
  }

  /** One message, a line or several; `screenOnly` keeps it out of the log file. */
  show(text: string, options: { readonly color?: string; readonly stderr?: boolean; readonly screenOnly?: boolean } = {}): void {
    const safe = this.settings.redact(text);
    const line = `${safe}\n`;
    const color = options.color === undefined ? undefined : this.settings.colors[options.color];
    const shown = color !== undefined && this.settings.color ? `${colored(line.slice(0, -1), color)}\n` : line;
    if (options.stderr === true) this.settings.writeError(shown);
    else this.settings.writeOut(shown);
    if (options.screenOnly !== true) this.settings.writeLog?.(line.replace(/^\n+/, ''));
  }

  /** Only from this verbosity on, with the host in front as Ansible does it. */
  verbose(text: string, level: number, host?: string): void {
    if (level > this.verbosity) return;
    this.show(host === undefined ? text : `<${host}> ${text}`, { color: 'verbose' });
  }

  /** A title and stars to the right edge, three at least. */
  banner(title: string, color?: string): void {
    const trimmed = title.trim();
    const stars = Math.max(3, this.settings.columns - displayWidth(trimmed));
    const shade = color === undefined ? {} : { color };
    this.show(`\n${trimmed} ${'*'.repeat(stars)}`, shade);
  }

  /** A warning, said once however often it comes up. */
  warn(message: string): void {
    this.#once(`[WARNING]: ${message}`, 'warn');
  }

  deprecate(message: string): void {
    if (!this.settings.deprecationWarnings) return;
    this.#once(`[DEPRECATION WARNING]: ${message}`, 'deprecate');
  }

  #once(text: string, color: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.show(text, { color, stderr: true });
  }
}
