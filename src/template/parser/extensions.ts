import { node } from '../nodes.ts';
import type { StatementExtension } from './statement-parser.ts';

/** `jinja2.ext.do`: evaluates an expression and prints nothing. */
const doExtension: StatementExtension = {
  tags: ['do'],
  parse: (parser, _tag, line) => node('do', line, { value: parser.tuple() }),
};

/** `jinja2.ext.loopcontrols`. */
const loopControls: StatementExtension = {
  tags: ['break', 'continue'],
  parse: (_parser, tag, line) => (tag === 'break' ? node('break', line, {}) : node('continue', line, {})),
};

/** `jinja2.ext.debug`. */
const debugExtension: StatementExtension = {
  tags: ['debug'],
  parse: (_parser, _tag, line) => node('debug', line, {}),
};

const byName: ReadonlyMap<string, StatementExtension> = new Map([
  ['do', doExtension],
  ['loopcontrols', loopControls],
  ['debug', debugExtension],
]);

/** The extensions that `jinja2_extensions` names (`jinja2.ext.do`, or short `do`); others are not supported. */
export function extensionsNamed(names: readonly string[]): StatementExtension[] {
  return names.flatMap((name) => byName.get(name.replace(/^jinja2\.ext\./, '')) ?? []);
}
