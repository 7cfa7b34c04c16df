import type { VaultString } from '../../python/vault-string.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import { PythonError } from '../../python/python-error.ts';
import { exhaustion } from '../../python/size-limit.ts';
import { unknownOrigin } from '../../python/unknown-origin.ts';
import type { PyObject } from '../../python/value.ts';
import { NamedPluginError } from '../plugin-failure.ts';
import { includeChain, placesOf } from './fault-places.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';

/** Templates that read each other in a circle; nothing but the outermost caller may catch it. */
export class RecursionFault extends Error {
  /** What reads what, outermost first. */
  readonly chain: readonly string[];
  /** Where the template that closes the circle was written. */
  readonly origin: Origin | undefined;
  constructor(chain: readonly string[], origin?: Origin) {
    super('maximum recursion depth exceeded');
    this.name = 'RecursionFault';
    this.chain = chain;
    this.origin = origin;
  }
}

/** Jinja2's TemplateRuntimeError and relatives: a template that is correct but cannot go on. */
export class TemplateRuntimeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateRuntimeError';
  }
}

/** A value that a template may compute but no variable can hold. */
export class UnsupportedStorage extends TemplateRuntimeError {
  readonly value: PyObject;
  constructor(value: PyObject) {
    super(`Type '${value.typeName}' is unsupported for variable storage.`);
    this.value = value;
  }
}

/** An include, import or extends of a file that is not there. */
export class TemplateNotFound extends TemplateRuntimeError {}

/** A vaulted value that none of the secrets opens: told as the template's fault, with where the value was written. */
export class UndecryptableVariable extends MitorunError {
  readonly vaulted: VaultString;
  constructor(cause: unknown, vaulted: VaultString) {
    super('VAULT', 'Attempt to use undecryptable variable.', { origin: vaulted.origin, cause });
    this.vaulted = vaulted;
  }
}

/** The vaulted text behind what none of the secrets opens; any other value as it is. */
export function asVaulted<Given>(value: Given): Given | VaultString {
  if (!(value instanceof Undefined && value.error instanceof UndecryptableVariable)) return value;
  return value.error.vaulted;
}

/** What Ansible shows of a vaulted value that is no template's but an argument itself. */
const outsideTemplates: Origin = {
  file: '<unknown>',
  line: 0,
  column: 0,
  excerpt: '<< context unavailable: A vault exception marker was tripped. >>',
};

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
  const fault = asFault(error);
  if (isTemplateFault(fault)) return new Undefined(fault.message, fault, origin);
  throw fault;
}

/** As `captured`, with Ansible's words for a plug-in that failed. */
export function capturedFromPlugin(
  error: unknown,
  kind: 'filter' | 'test' | 'lookup',
  name: string,
  origin: Origin | undefined,
): Undefined {
  if (error instanceof UndefinedUse) return error.source;
  const fault = asFault(error);
  if (!isTemplateFault(fault)) throw fault;
  const failure = failureOfPlugin(fault, kind, name, origin);
  return new Undefined(failure.message, failure, origin);
}

export function failureOfPlugin(
  error: Error,
  kind: 'filter' | 'test' | 'lookup',
  name: string,
  origin: Origin | undefined,
): MitorunError {
  const builtin = kind === 'lookup' || name.includes('.') ? name : `ansible.builtin.${name}`;
  const full = error instanceof NamedPluginError ? error.plugin : builtin;
  // What is said of a value is told with where the value is from.
  const isOfValue = error instanceof MitorunError && error.origin?.excerpt !== undefined;
  const isApart = error instanceof MitorunError && (error.apart || error.hint !== undefined || isOfValue);
  const verb = error instanceof NamedPluginError && error.failedToLoad ? 'failed to load' : 'failed';
  const message = `The ${kind} plugin '${full}' ${verb}${isApart ? '.' : `: ${error.message}`}`;
  const at = error instanceof MitorunError && !isOfValue ? (error.origin ?? origin) : origin;
  return new MitorunError('TEMPLATE', message, { origin: at, cause: error });
}

/** JavaScript's stack overflow is a template that calls itself for ever, and what V8 cannot hold a result too large. */
export function asFault(error: unknown): unknown {
  if (error instanceof RangeError && error.message.startsWith('Maximum call stack'))
    return new RecursionFault([]);
  return exhaustion(error) ?? error;
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
    const advice =
      fault.chain.length > 0 ? { advice: `each of these reads the next: ${fault.chain.join(' → ')}` } : {};
    const where = fault.origin ? 'template' : kind;
    return new MitorunError('TEMPLATE', `Recursive loop detected in ${where}: ${fault.message}`, {
      origin: fault.origin ?? origin,
      ...advice,
      cause: fault,
    });
  }
  if (fault instanceof UndefinedUse) return undefinedError(fault.source, kind, place, including);
  if (fault instanceof UndecryptableVariable)
    return new MitorunError('VAULT', `Error rendering ${kind}.`, {
      origin: place ?? outsideTemplates,
      cause: fault,
    });
  if (fault instanceof MitorunError) return fault;
  if (fault instanceof TemplateSyntaxError) return syntaxError(fault, kind, origin, '');
  if (!isTemplateFault(fault)) return fault;
  if (fault instanceof UnsupportedStorage) {
    const cause = new MitorunError('TEMPLATE', fault.message, { origin: unknownOrigin(fault.value) });
    return new MitorunError('TEMPLATE', `Error rendering ${kind}.`, { origin: place, cause });
  }
  return new MitorunError('TEMPLATE', `Error rendering ${kind}: ${fault.message}`, {
    origin: place,
    cause: fault,
    ...includeChain(including),
  });
}

/** As `templateError`, for the outermost template or expression: what has no place of its own (a lookup's failure) has its. */
export function placedError(
  error: unknown,
  kind: 'template' | 'expression',
  origin: Origin | undefined,
): unknown {
  const shown = templateError(error, kind, origin);
  if (!(shown instanceof MitorunError) || shown.origin || !origin || shown.code !== 'TEMPLATE') return shown;
  const { message, hint, advice, apart, cause } = shown;
  return new MitorunError('TEMPLATE', message, {
    origin,
    apart,
    cause,
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { advice }),
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
