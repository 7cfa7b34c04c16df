import { MitorunError } from '../errors/mitorun-error.ts';
import { stringRepr } from '../python/repr.ts';

/** Sections of an ini file with their keys in lower case. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

const header = /^\[(?<name>.+)\]/;
const option = /^(?<key>.*?)\s*(?:(?<delimiter>[=:])\s*(?<value>.*))?$/;

/**
 * Ini text as Python's ConfigParser reads it for Ansible: `;` after a blank begins a comment anywhere, `#` at the start of
 * a line alone; deeper lines continue a value; `%` is plain; a section or key given twice is an error. (The npm package
 * `ini` does none of these.) Throws MitorunError `CONFIG` in configparser's words.
 */
export function parseIni(text: string, file: string): IniSections {
  const reader = new IniReader(file);
  text
    .replace(/^\ufeff/, '')
    .replaceAll(/\r\n?/g, '\n')
    .split(/(?<=\n)/)
    .forEach((line, at) => reader.line(line, at + 1));
  return reader.finish();
}

class IniReader {
  readonly #file: string;
  readonly #sections = new Map<string, Map<string, string[]>>();
  readonly #lines: { line: number; text: string }[] = [];
  #section: Map<string, string[]> | undefined;
  #sectionName = '';
  #value: string[] | undefined;
  #indent = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(raw: string, number: number): void {
    const text = withoutComment(raw);
    if (text === '') {
      // An empty line belongs to the value above it; one that is all comment does not.
      if (raw.trim() === '' && this.#value) this.#value.push('');
      else if (raw.trim() === '') this.#indent = Number.MAX_SAFE_INTEGER;
      return;
    }
    const indent = raw.length - raw.trimStart().length;
    if (this.#value && indent > this.#indent) {
      this.#value.push(text);
      return;
    }
    this.#indent = indent;
    const section = header.exec(text)?.groups?.['name'];
    if (section !== undefined) this.#open(section, number);
    else this.#option(text, raw, number);
  }

  finish(): IniSections {
    if (this.#lines.length > 0) {
      const shown = this.#lines.map(
        ({ line, text }) => `\n\t[line ${String(line).padStart(2)}]: ${stringRepr(text)}`,
      );
      throw this.#fault(
        `Source contains parsing errors: '<string>'${shown.join('')}`,
        this.#lines[0]?.line ?? 1,
      );
    }
    const sections = new Map<string, Map<string, string>>();
    for (const [name, options] of this.#sections) {
      const values = new Map<string, string>();
      for (const [key, lines] of options) values.set(key, lines.join('\n').trimEnd());
      sections.set(name, values);
    }
    return sections;
  }

  #open(name: string, number: number): void {
    this.#value = undefined;
    if (this.#sections.has(name) && name !== 'DEFAULT') {
      throw this.#fault(
        `While reading from '<string>' [line ${String(number).padStart(2)}]: section '${name}' already exists`,
        number,
      );
    }
    this.#section = this.#sections.get(name) ?? new Map();
    this.#sections.set(name, this.#section);
    this.#sectionName = name;
  }

  #option(text: string, raw: string, number: number): void {
    if (!this.#section) {
      throw this.#fault(
        `File contains no section headers.\nfile: '<string>', line: ${number}\n${stringRepr(raw)}`,
        number,
      );
    }
    const { key, delimiter, value } = option.exec(text)?.groups ?? {};
    if (!key || delimiter === undefined) {
      this.#lines.push({ line: number, text: raw });
      this.#value = undefined;
      return;
    }
    const name = key.trimEnd().toLowerCase();
    if (this.#section.has(name)) {
      const where = `While reading from '<string>' [line ${String(number).padStart(2)}]`;
      throw this.#fault(
        `${where}: option '${name}' in section '${this.#sectionName}' already exists`,
        number,
      );
    }
    this.#value = [(value ?? '').trim()];
    this.#section.set(name, this.#value);
  }

  #fault(problem: string, line: number): MitorunError {
    return new MitorunError('CONFIG', `Error reading config file (${this.#file}): ${problem}`, {
      origin: { file: this.#file, line, column: 1 },
    });
  }
}

function withoutComment(raw: string): string {
  const text = raw.trim();
  if (text.startsWith('#') || text.startsWith(';')) return '';
  const comment = /\s;/.exec(raw);
  return (comment ? raw.slice(0, comment.index) : raw).trim();
}
