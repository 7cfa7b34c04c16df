import { MitorunError } from '../errors/mitorun-error.ts';
import { ConfigParser, ConfigParserFault, type ConfigSection } from '../python/config-parser.ts';

/** Sections of an ini file, `DEFAULT` among them, with their keys in lower case. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Text of an ansible.cfg as Ansible reads it: `;` after a blank begins a comment anywhere, `#` at the start of a line
 * alone. Throws MitorunError `CONFIG` in ConfigParser's words.
 */
export function parseIni(text: string, file: string): IniSections {
  const parser = new ConfigParser({ source: '<string>', inlineComment: ';' });
  try {
    parser.read(text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n'));
  } catch (error) {
    if (!(error instanceof ConfigParserFault)) throw error;
    throw new MitorunError('CONFIG', `Error reading config file (${file}): ${error.message}`, {
      origin: { file, line: error.line, column: 1 },
    });
  }
  const { defaults, sections } = parser;
  return new Map(
    [...(defaults.size > 0 ? [['DEFAULT', defaults] as const] : []), ...sections].map(withTexts),
  );
}

/** Every option has a value: one without is refused. */
function withTexts([name, options]: readonly [string, ConfigSection]): [string, Map<string, string>] {
  return [name, new Map([...options].map(([key, value]) => [key, value ?? '']))];
}
