import { MitorunError } from '../../errors/mitorun-error.ts';
import { node } from '../syntax/nodes.ts';
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

/** `jinja2.ext.debug`: ansible-core 2.19 reads the tag and fails when it runs. */
const debugExtension: StatementExtension = {
  tags: ['debug'],
  parse: (_parser, _tag, line) => node('debug', line, {}),
};

/** `jinja2.ext.i18n`: ansible-core installs no translations, so a block calls a `gettext` that only variables can offer. */
const translations: StatementExtension = {
  tags: ['trans'],
  parse: (parser, _tag, line) => {
    while (parser.current.type !== 'block_end') parser.advance();
    parser.body('pluralize', 'endtrans');
    const isPlural = parser.advance().value === 'pluralize';
    if (isPlural) {
      while (parser.current.type !== 'block_end') parser.advance();
      parser.body('endtrans');
      parser.advance();
    }
    const callee = node('name', line, { name: isPlural ? 'ngettext' : 'gettext' });
    const args = { positional: [], keywords: [], spread: undefined, keywordSpread: undefined };
    return node('output', line, { parts: [node('call', line, { callee, args })] });
  },
};

const byName: ReadonlyMap<string, StatementExtension> = new Map([
  ['do', doExtension],
  ['ExprStmtExtension', doExtension],
  ['loopcontrols', loopControls],
  ['LoopControlExtension', loopControls],
  ['debug', debugExtension],
  ['DebugExtension', debugExtension],
  ['i18n', translations],
  ['InternationalizationExtension', translations],
]);

const prefix = 'jinja2.ext.';

/** The extensions that `jinja2_extensions` names (`jinja2.ext.do`). Throws MitorunError CONFIG for any other. */
export function extensionsNamed(names: readonly string[]): StatementExtension[] {
  return names.map((name) => {
    const short = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    const extension = short === undefined ? undefined : byName.get(short);
    if (extension) return extension;
    const message =
      short === undefined
        ? `No module named '${name.split('.')[0] ?? name}'`
        : `module 'jinja2.ext' has no attribute '${short}'`;
    throw new MitorunError('CONFIG', message, {
      hint: `jinja2_extensions names '${name}'. mitorun has ${prefix}do, loopcontrols, i18n and debug; others are Python code.`,
    });
  });
}
