import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../../src/errors/mitorun-error.ts';
import { Dict } from '../../../src/python/dict.ts';
import { repr } from '../../../src/python/repr.ts';
import type { Value } from '../../../src/python/value.ts';
import { PythonExpressions } from '../../../src/strategy/debugger/evaluate.ts';

/** Literals are all that the engine of these tests knows. */
function engine(text: string): Value {
  const quoted = /^'(.*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^\[.*\]$/.test(text))
    return text
      .slice(1, -1)
      .split(',')
      .map((part) => engine(part.trim()));
  throw new MitorunError('TEMPLATE_SYNTAX', 'chunk after expression');
}

function shown(expression: string): string {
  const names = new Map<string, Value>([
    ['task_vars', Dict.of({ port: 80, names: ['a', 'b'], inner: Dict.of({ deep: 'x' }) })],
  ]);
  try {
    return repr(new PythonExpressions(() => names, engine).evaluate(expression));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('Expressions at the debugger, and the exceptions that Python has for them', () => {
  it.each([
    ["task_vars['port']", '80'],
    ["task_vars['inner']['deep']", "'x'"],
    ["task_vars['names'][-1]", "'b'"],
    ["task_vars.get('port')", '80'],
    ["task_vars['names'].index('b')", '1'],
    ["task_vars['nope']", "***KeyError:KeyError('nope')"],
    ["task_vars['names'][7]", "***IndexError:IndexError('list index out of range')"],
    ['task_vars.port', `***AttributeError:AttributeError("'dict' object has no attribute 'port'")`],
    ['nope', `***NameError:NameError("name 'nope' is not defined")`],
    ["task_vars['port']()", `***TypeError:TypeError("'int' object is not callable")`],
    ['x y', "***SyntaxError:SyntaxError('invalid syntax')"],
    ['', "***SyntaxError:SyntaxError('invalid syntax')"],
  ])('%s', (expression, expected) => {
    expect(shown(expression)).toBe(expected);
  });
});
