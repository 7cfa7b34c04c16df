import { describe, expect, it } from 'vitest';
import { scanImports } from '../../src/modules/imports.ts';

/** `module` or `..module:name,name`, with `?` before those inside a block. */
function summarize(source: string): string[] {
  return scanImports(source).map(({ level, module, names, nested }) => {
    const place = `${'.'.repeat(level)}${module}`;
    return `${nested ? '?' : ''}${place}${names ? `:${names.join(',')}` : ''}`;
  });
}

const cases: [what: string, source: string, expected: string[]][] = [
  ['import', 'import a.b.c\n', ['a.b.c']],
  ['several in one', 'import a.b as x, c\n', ['a.b', 'c']],
  ['from', 'from a.b import c as d, e\n', ['a.b:c,e']],
  ['star', 'from a import *\n', ['a:*']],
  ['relative', 'from ..a import b\nfrom . import c\nfrom.d import e\n', ['..a:b', '.:c', '.d:e']],
  ['parentheses over lines', 'from a import (\n  b,  # a (comment\n  c as d,\n)\nimport e\n', ['a:b,c', 'e']],
  ['continued lines', 'from a \\\n  import b, \\\n  c\n', ['a:b,c']],
  ['names continued behind a dot', 'from a.b.\\\n    c import d\n', ['a.b.c:d']],
  ['in try, functions and classes', 'try:\n    import a\nexcept E:\n\tfrom b import c\n', ['?a', '?b:c']],
  ['behind a colon', 'try: import a\nexcept E: b = None\n', ['?a']],
  ['behind a semicolon', 'import a; import b\n', ['a', 'b']],
  ['behind a semicolon in a block', 'if x: import a; import b\n', ['?a', '?b']],
  ['not in strings', '"""\nimport a\nfrom b import c\n"""\nimport d\n', ['d']],
  ['not in single-quoted strings', "x = 'a\\'; import b'\nimport c\n", ['c']],
  ['strings with quotes of the other kind', 'x = \'"""\'\nimport a\ny = "\'\'\'"\nimport b\n', ['a', 'b']],
  ['escaped quotes in long strings', 'x = """a\\"""\nimport b\n"""\nimport c\n', ['c']],
  ['empty strings', 'x = \'\'\nimport a\ny = ""\nimport b\n', ['a', 'b']],
  ['not in comments', "# don't import a\nimport b  # import c\n", ['b']],
  [
    'not other uses of the words',
    'importance = 1\nyield_from = 2\nraise X from e\ndef f():\n    yield from g\n',
    [],
  ],
  ['without a last newline', 'import a', ['a']],
  ['Windows line ends', 'import a\r\nfrom b import c\r\n', ['a', 'b:c']],
  ['source that is cut off', "import a\nx = '''never ends\nimport b\n", ['a']],
];

describe('imports of Python source', () => {
  it.each(cases)('%s', (_what, source, expected) => {
    expect(summarize(source)).toEqual(expected);
  });
});
