import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shrinkPython } from '../../src/broker/agent/shrink-python.ts';

describe('shrinkPython', () => {
  const cases: { name: string; source: string; shrunk: string }[] = [
    { name: 'takes out comments and blank lines', source: '# why\n\na = 1  # because\n', shrunk: 'a=1\n' },
    {
      name: 'takes out docstrings of one line and of several',
      source: '"""One."""\n"""Two\nlines.\n"""\na = 1\n',
      shrunk: 'a=1\n',
    },
    {
      name: 'indents by one space',
      source: 'if a:\n    if b:\n        c()\n',
      shrunk: 'if a:\n if b:\n  c()\n',
    },
    {
      name: 'writes a statement on one line',
      source: 'a = f(\n    1,\n    [2, 3],\n)\nb = 2\n',
      shrunk: 'a=f(1,[2,3],)\nb=2\n',
    },
    {
      name: 'keeps spaces, brackets and hashes in strings',
      source: "a = 'x, [y #z' + b'(  '\nb = 1\n",
      shrunk: "a='x, [y #z'+b'(  '\nb=1\n",
    },
    {
      name: 'keeps spaces between words',
      source: 'return a if not b else -1\n',
      shrunk: 'return a if not b else-1\n',
    },
    {
      name: 'keeps the comma of a tuple of one',
      source: 'a = (1, )\nb = [1, ]\n',
      shrunk: 'a=(1,)\nb=[1]\n',
    },
  ];
  test.each(cases)('$name', ({ source, shrunk }) => {
    expect(shrinkPython(source)).toBe(shrunk);
  });

  test('changes nothing that Python reads in any file of bootstrap/', () => {
    const files = readdirSync('bootstrap').filter((name) => name.endsWith('.py'));
    const pairs = files.map((name) => {
      const source = readFileSync(`bootstrap/${name}`, 'utf8');
      return [name, source, shrinkPython(source)];
    });
    expect(
      execFileSync('/usr/bin/python3', ['-c', compareTrees], {
        input: JSON.stringify(pairs),
        encoding: 'utf8',
      }),
    ).toBe('');
  });
});

/** Prints the files whose statements differ. Docstrings are left out of both. */
const compareTrees = `
import ast, json, sys
def tree(source):
    found = ast.parse(source)
    for node in ast.walk(found):
        if isinstance(getattr(node, 'body', None), list):
            node.body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return ast.dump(found)
for name, source, shrunk in json.load(sys.stdin):
    if tree(source) != tree(shrunk): print(name)
`;
