import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { type AstNode, node, type Statement } from '../syntax/nodes.ts';
import { concat } from '../runtime/concat.ts';
import { TemplateRuntimeError } from '../runtime/errors.ts';
import { compileAssign } from './assign.ts';
import { compileFilterChain } from './calls.ts';
import { type Compiler, sequence } from './compiler.ts';
import { compileFor } from './loops.ts';
import { compileCallBlock, compileMacro } from './macros.ts';
import type { Scope } from './scope.ts';
import { compileBlock, compileExtends, compileFrom, compileImport, compileInclude } from './templates.ts';
import { type Evaluate, type Execute, type Output, Signal } from '../runtime/running-template.ts';

/** The closure that runs these statements in this scope. */
export function compileStatements(compiler: Compiler, body: readonly Statement[], scope: Scope): Execute {
  return sequence(
    body.map((statement) => {
      const run = compileStatement(compiler, statement, scope);
      return compiler.notesLines && statement.kind !== 'output' ? notingLine(run, statement.lineno) : run;
    }),
  );
}

/** Says which line runs, for the errors of template files. */
function notingLine(run: Execute, line: number): Execute {
  return (frame, printed) => {
    frame.context.line = line;
    return run(frame, printed);
  };
}

function compileStatement(compiler: Compiler, statement: Statement, scope: Scope): Execute {
  switch (statement.kind) {
    case 'output':
      return output(compiler, statement, scope);
    case 'if':
      return conditional(compiler, statement, scope);
    case 'for':
      return compileFor(compiler, statement, scope);
    case 'assign':
      return assignment(compiler, statement, scope);
    case 'assignBlock':
      return assignmentBlock(compiler, statement, scope);
    case 'with':
      return withBlock(compiler, statement, scope);
    case 'macro': {
      const make = compileMacro(compiler, statement, scope);
      const assign = compileAssign(node('name', statement.lineno, { name: statement.name }), scope);
      return (frame) => {
        assign(frame, make(frame));
        return Signal.next;
      };
    }
    case 'callBlock':
      return printing(compiler, scope, compileCallBlock(compiler, statement, scope));
    case 'filterBlock':
      return filterBlock(compiler, statement, scope);
    case 'autoescape':
      return autoescape(compiler, statement, scope);
    case 'do': {
      const value = compiler.expression(statement.value, scope);
      return (frame) => {
        value(frame);
        return Signal.next;
      };
    }
    case 'break':
      return () => Signal.break;
    case 'continue':
      return () => Signal.continue;
    case 'debug':
      return () => {
        throw new TemplateRuntimeError('debug is not supported, as in ansible-core 2.19.');
      };
    case 'block':
      return compileBlock(compiler, statement, scope);
    case 'extends':
      return compileExtends(compiler, statement, scope);
    case 'include':
      return compileInclude(compiler, statement, scope);
    case 'import':
      return compileImport(compiler, statement, scope);
    case 'from':
      return compileFrom(compiler, statement, scope);
  }
}

function output(compiler: Compiler, { parts }: AstNode<'output'>, scope: Scope): Execute {
  const writers = parts.map((part): Execute => {
    if (part.kind === 'data') return writeText(part.text);
    const print = write(compiler.expression(part, scope));
    return compiler.notesLines ? notingLine(print, part.lineno) : print;
  });
  const all = sequence(writers);
  if (!compiler.extending || !scope.topLevel) return all;
  return (frame, printed) => (frame.context.extended ? Signal.next : all(frame, printed));
}

function writeText(text: string): Execute {
  return (_frame, printed) => {
    printed.push(text);
    return Signal.next;
  };
}

function write(value: Evaluate): Execute {
  return (frame, printed) => {
    printed.push(value(frame));
    return Signal.next;
  };
}

function printing(compiler: Compiler, scope: Scope, value: Evaluate): Execute {
  const print = write(value);
  if (!compiler.extending || !scope.topLevel) return print;
  return (frame, printed) => (frame.context.extended ? Signal.next : print(frame, printed));
}

function conditional(compiler: Compiler, { branches, otherwise }: AstNode<'if'>, scope: Scope): Execute {
  return scope.softly(() => {
    const compiled = branches.map(({ test, body }) => ({
      test: compiler.expression(test, scope),
      body: compiler.statements(body, scope),
    }));
    const last = compiler.statements(otherwise, scope);
    return (frame, printed) => {
      for (const { test, body } of compiled) if (isTruthy(test(frame))) return body(frame, printed);
      return last(frame, printed);
    };
  });
}

function assignment(compiler: Compiler, { target, value }: AstNode<'assign'>, scope: Scope): Execute {
  const compute = compiler.expression(value, scope);
  const assign = compileAssign(target, scope);
  return (frame) => {
    assign(frame, compute(frame));
    return Signal.next;
  };
}

function captureBody(compiler: Compiler, body: readonly Statement[], scope: Scope): Evaluate {
  const inner = scope.inner();
  const slots = inner.declareAssigned(body);
  const execute = compiler.statements(body, inner);
  return (frame): Value => {
    for (const slot of slots) frame.slots[slot] = undefined;
    const printed: Output = [];
    execute(frame, printed);
    return concat(printed);
  };
}

function assignmentBlock(compiler: Compiler, set: AstNode<'assignBlock'>, scope: Scope): Execute {
  const body = captureBody(compiler, set.body, scope);
  const compute = set.filter ? compileFilterChain(compiler, set.filter, scope, body) : body;
  const assign = compileAssign(set.target, scope);
  return (frame) => {
    assign(frame, compute(frame));
    return Signal.next;
  };
}

function filterBlock(compiler: Compiler, node: AstNode<'filterBlock'>, scope: Scope): Execute {
  const body = captureBody(compiler, node.body, scope);
  return printing(compiler, scope, compileFilterChain(compiler, node.filter, scope, body));
}

function withBlock(compiler: Compiler, node: AstNode<'with'>, scope: Scope): Execute {
  const inner = scope.inner();
  const values = node.values.map((value) => compiler.expression(value, scope));
  const assigns = node.targets.map((target) => compileAssign(target, inner));
  const slots = inner.declareAssigned(node.body);
  const body = compiler.statements(node.body, inner);
  return (frame, printed) => {
    const computed = values.map((value) => value(frame));
    for (const slot of slots) frame.slots[slot] = undefined;
    assigns.forEach((assign, index) => assign(frame, computed[index] as Value));
    return body(frame, printed);
  };
}

function autoescape(compiler: Compiler, node: AstNode<'autoescape'>, scope: Scope): Execute {
  const inner = scope.inner();
  const value = compiler.expression(node.value, scope);
  const slots = inner.declareAssigned(node.body);
  const body = compiler.statements(node.body, inner);
  return (frame, printed) => {
    const { context } = frame;
    const before = context.autoescape;
    for (const slot of slots) frame.slots[slot] = undefined;
    context.autoescape = isTruthy(value(frame));
    const signal = body(frame, printed);
    context.autoescape = before;
    return signal;
  };
}
