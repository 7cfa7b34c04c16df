import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import { PythonError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';
import { NamedPluginError } from '../plugin-failure.ts';
import { includeChain, placesOf } from './fault-places.ts';
import { TemplateSyntaxError } from '../syntax-error.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** Templates that read each other in a circle; nothing but the outermost caller may catch it. */
export class RecursionFault extends Error {
  /** What reads what, outermost first. */
  readonly chain: readonly string[];
  constructor(chain: readonly string[]) {
    super('maximum recursion depth exceeded');
    this.name = 'RecursionFault';
    this.chain = chain;
  }
}

/** Jinja2's TemplateRuntimeError and relatives: a template that is correct but cannot go on. */
export class TemplateRuntimeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateRuntimeError';
  }
}

/** An include, import or extends of a file that is not there. */
export class TemplateNotFound extends TemplateRuntimeError {}

/** True for what a template's author can cause; anything else is a bug in mitorun and must not be hidden. */
export function isTemplateFault(error: unknown): error is Error {
  return (
    error instanceof PythonError ||
    error instanceof MitorunError ||
    error instanceof TemplateRuntimeError ||
    error instanceof TemplateSyntaxError
  );
}

/** The value that stands for an error caught at the boundary of a call. Rethrows what is not to be caught there. */
export function captured(error: unknown, origin: Origin | undefined): Undefined {
  if (error instanceof UndefinedUse) return error.source;
  if (isTemplateFault(error)) return new Undefined(error.message, error, origin);
  throw asFault(error);
}

/** As `captured`, with Ansible's words for a plug-in that failed. */
export function capturedFromPlugin(
  error: unknown,
  kind: 'filter' | 'test' | 'lookup',
  name: string,
  origin: Origin | undefined,
): Undefined {
  if (error instanceof UndefinedUse) return error.source;
  if (!isTemplateFault(error)) throw asFault(error);
  const failure = pluginFailure(error, kind, name, origin);
  return new Undefined(failure.message, failure, origin);
}

export function pluginFailure(
  error: Error,
  kind: 'filter' | 'test' | 'lookup',
  name: string,
  origin: Origin | undefined,
): MitorunError {
  const builtin = kind === 'lookup' || name.includes('.') ? name : `ansible.builtin.${name}`;
  const full = error instanceof NamedPluginError ? error.plugin : builtin;
  const message = `The ${kind} plugin '${full}' failed: ${exceptionText(error)}`;
  const at = error instanceof MitorunError ? (error.origin ?? origin) : origin;
  return new MitorunError('TEMPLATE', message, { origin: at, cause: error });
}

/** JavaScript's stack overflow is a template that calls itself for ever. */
function asFault(error: unknown): unknown {
  return error instanceof RangeError && error.message.startsWith('Maximum call stack')
    ? new RecursionFault([])
    : error;
}

/** Python's `str()` of an exception. */
function exceptionText(error: Error): string {
  return error instanceof PythonError && error.type === 'KeyError'
    ? stringRepr(error.message)
    : error.message;
}

/** The error that a person sees for what went wrong in this template or expression. */
export function templateError(
  error: unknown,
  kind: 'template' | 'expression',
  origin: Origin | undefined,
): unknown {
  const fault = asFault(error);
  const [place = origin, ...including] = fault instanceof Error ? placesOf(fault) : [];
  if (fault instanceof RecursionFault) {
    const hint =
      fault.chain.length > 0 ? { hint: `each of these reads the next: ${fault.chain.join(' → ')}` } : {};
    return new MitorunError('TEMPLATE', `Recursive loop detected in ${kind}: ${fault.message}`, {
      origin,
      ...hint,
      cause: fault,
    });
  }
  if (fault instanceof UndefinedUse) return undefinedError(fault.source, kind, place, including);
  if (fault instanceof MitorunError) return fault;
  if (fault instanceof TemplateSyntaxError) return syntaxError(fault, kind, origin, '');
  if (!isTemplateFault(fault)) return fault;
  return new MitorunError('TEMPLATE', `Error rendering ${kind}: ${exceptionText(fault)}`, {
    origin: place,
    cause: fault,
    ...includeChain(including),
  });
}

export function syntaxError(
  error: TemplateSyntaxError,
  kind: 'template' | 'expression',
  origin: Origin | undefined,
  advice: string,
): MitorunError {
  const { file, line } = error;
  const at = file === undefined ? origin : { file, line, column: 1 };
  const [own, ...outer] = placesOf(error);
  const including = own && own.file === file ? outer : own ? [own, ...outer] : outer;
  return new MitorunError('TEMPLATE_SYNTAX', `Syntax error in ${kind}${advice}: ${error.message}`, {
    origin: at,
    cause: error,
    ...includeChain(including),
  });
}

/** The error of a value that is missing, or that stands for an error. */
function undefinedError(
  source: Undefined,
  kind: 'template' | 'expression',
  origin: Origin | undefined,
  including: readonly Origin[],
): unknown {
  if (source.error) return templateError(source.error, kind, source.origin ?? origin);
  const at = source.origin ?? origin;
  return new MitorunError('TEMPLATE_UNDEFINED', source.message, { origin: at, ...includeChain(including) });
}
