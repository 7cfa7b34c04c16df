import { filterArguments, plainArguments, plainKeywords, plainText, plainValue } from './plain-values.ts';
import type { Origin } from '../../errors/origin.ts';
import { callValue, getAttribute, getItem, isUnsafeAttribute } from '../../python/access.ts';
import { type Keywords } from '../../python/callable.ts';
import type { Dict } from '../../python/dict.ts';
import { asMarkup, Markup } from '../../python/markup.ts';
import { OMIT } from '../../python/omit.ts';
import { PyRange } from '../../python/range.ts';
import { repr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { bindArguments } from '../argument-binder.ts';
import type { LookupContext } from '../lookup-context.ts';
import type { TextTemplateOptions } from '../registry.ts';
import { defaultSyntax, type Syntax } from '../syntax/syntax.ts';
import type { RenderJobs } from '../waiting/render-jobs.ts';
import { LaxUndefined, Undefined, UndefinedUse } from '../undefined.ts';
import type { VariableSource } from '../variable-source.ts';
import { captured, capturedFromPlugin, TemplateRuntimeError } from './errors.ts';
import type {
  CompiledBlock,
  CompiledTemplate,
  OuterNames,
  RenderHost,
  RunningTemplate,
} from './running-template.ts';

/** The context of a running template; filters, tests, lookups and globals get it as their CallContext. */
export class RenderContext implements RunningTemplate {
  readonly host: RenderHost;
  readonly template: string;
  readonly origin: Origin | undefined;
  readonly outer: OuterNames;
  readonly assigned: Map<string, Value>;
  readonly blocks: Map<string, CompiledBlock[]>;
  extended = false;
  printedBefore = 0;
  parent: CompiledTemplate | undefined;
  autoescape = false;
  line = 1;
  inFile = false;
  syntax: Syntax;

  /** @param shared a context whose top-level names and blocks this one shares */
  constructor(
    host: RenderHost,
    outer: OuterNames,
    template: string,
    origin: Origin | undefined,
    shared?: RunningTemplate,
  ) {
    this.host = host;
    this.outer = outer;
    this.template = template;
    this.origin = origin;
    this.assigned = shared?.assigned ?? new Map<string, Value>();
    this.blocks = shared?.blocks ?? new Map<string, CompiledBlock[]>();
    this.autoescape = shared?.autoescape ?? false;
    this.syntax = shared?.syntax ?? defaultSyntax;
    this.inFile = shared?.inFile ?? false;
  }

  resolve(name: string): Value | undefined {
    const value = this.assigned.get(name);
    return value === undefined ? this.outer.resolve(name) : value;
  }

  originAt(line: number): Origin | undefined {
    const { origin } = this;
    if (!origin || !this.inFile) return origin;
    return { file: origin.file, line: Math.max(origin.line, 1) + line - 1, column: 1 };
  }

  placeOfFailure(line: number): Origin | undefined {
    return this.inFile ? this.originAt(line) : undefined;
  }

  missing(name: string, line: number): Undefined {
    return new Undefined(`'${name}' is undefined`, undefined, this.originAt(line));
  }

  get jobs(): RenderJobs {
    return this.host.jobs;
  }
  get lookups(): LookupContext {
    return this.host.lookups;
  }
  get variables(): VariableSource {
    return this.host.variables;
  }
  variable(name: string): Value | undefined {
    const value = this.resolve(name);
    return value === undefined ? undefined : plainValue(value);
  }
  taggedVariable(name: string): Value | undefined {
    return this.resolve(name);
  }
  render(value: Value): Value {
    return this.host.finalize(value);
  }
  renderKeepingVaults(value: Value): Value {
    return this.host.finalizeKeepingVaults(value);
  }
  renderText(source: string, options: TextTemplateOptions): Value {
    return this.host.renderText(source, options);
  }

  callFilter(name: string, args: readonly Value[], keywords?: Keywords): Value {
    const filter = this.host.registry.filter(name);
    if (!filter) throw new TemplateRuntimeError(`No filter named '${name}'.`);
    this.host.jobs.step();
    if (filter.impure) this.host.noteImpurity();
    if (!filter.takesUndefined) {
      const undefinedArgument = firstUndefined(args, keywords);
      if (undefinedArgument) return undefinedArgument;
    }
    try {
      const result = filter.call(
        this,
        ...bindArguments(
          filter.functionName ?? filter.name,
          filter.signature,
          filterArguments(filter, [...args]),
          filter.vaults === undefined ? plainKeywords(keywords) : keywords,
        ),
      );
      return result instanceof PyRange ? result.toList() : result;
    } catch (error) {
      return capturedFromPlugin(error, 'filter', name, undefined);
    }
  }

  callTest(name: string, args: readonly Value[], keywords?: Keywords): boolean {
    const answer = this.tested(name, args, keywords);
    if (answer instanceof Undefined) throw new UndefinedUse(answer);
    return answer;
  }

  tested(name: string, args: readonly Value[], keywords: Keywords | undefined): boolean | Undefined {
    const test = this.host.registry.test(name);
    if (!test) throw new TemplateRuntimeError(`No test named '${name}'.`);
    this.host.jobs.step();
    if (test.impure) this.host.noteImpurity();
    if (!test.takesUndefined) {
      const undefinedArgument = firstUndefined(args, keywords);
      if (undefinedArgument) return undefinedArgument;
    }
    try {
      const plain = test.name === 'vault_encrypted' ? args : plainArguments([...args]);
      return test.call(this, ...bindArguments(test.name, test.signature, plain, plainKeywords(keywords)));
    } catch (error) {
      return capturedFromPlugin(error, 'test', name, undefined);
    }
  }

  callLookup(name: string, terms: readonly Value[], options: Dict): Value[] {
    return this.host.runLookup(this, name, terms, options);
  }

  call(callable: Value, args: readonly Value[], keywords?: Keywords): Value {
    if (callable instanceof Undefined) throw new UndefinedUse(callable);
    const undefinedArgument = firstUndefined(args, keywords);
    if (undefinedArgument) return undefinedArgument;
    try {
      return callValue(callable, plainArguments([...args]), plainKeywords(keywords));
    } catch (error) {
      return captured(error, this.origin);
    }
  }

  attribute(object: Value, name: string): Value {
    return this.attributeAt(object, name, 1);
  }
  item(object: Value, key: Value): Value {
    return this.itemAt(object, key, 1);
  }

  attributeAt(object: Value, name: string, line: number): Value {
    if (object instanceof Undefined) return object;
    if (object instanceof LaxUndefined) throw new TemplateRuntimeError(object.message);
    const value = getAttribute(plainText(object), name);
    if (value !== undefined) {
      this.host.untrusted?.checkMember(object, name, value);
      return value;
    }
    const unsafe = name.startsWith('__') && isUnsafeAttribute(name);
    const message = unsafe
      ? `access to attribute '${name}' of '${typeName(object)}' object is unsafe.`
      : `object of type '${typeName(object)}' has no attribute '${name}'`;
    return new Undefined(message, undefined, this.originAt(line));
  }

  itemAt(object: Value, key: Value, line: number): Value {
    if (object instanceof Undefined) return object;
    if (key instanceof Undefined) throw new UndefinedUse(key);
    if (object instanceof LaxUndefined) throw new TemplateRuntimeError(object.message);
    const value =
      object instanceof Markup
        ? markupItem(object, plainText(key))
        : getItem(plainText(object), plainText(key));
    if (value !== undefined) {
      this.host.untrusted?.checkMember(object, key, value);
      return value;
    }
    return new Undefined(missingMember(object, key), undefined, this.originAt(line));
  }

  undefined(message: string): Undefined {
    return new Undefined(message, undefined, this.origin);
  }
}

/** What ansible-core says of a key that leads nowhere; one that is 0, None or False gets Jinja2's own words. */
function missingMember(object: Value, key: Value): string {
  if (typeof key !== 'string' && !isTruthy(key))
    return `${object === null ? 'None' : `${object === OMIT ? 'ansible._internal._templating._utils.' : ''}${typeName(object)} object`} has no element ${repr(key)}`;
  return typeof key === 'string' && isUnsafeAttribute(key)
    ? `access to attribute '${key}' of '${typeName(object)}' object is unsafe.`
    : `object of type '${typeName(object)}' has no attribute ${repr(key)}`;
}

function markupItem({ text }: Markup, key: Value): Value | undefined {
  const item = getItem(text, key);
  return item === undefined ? undefined : asMarkup(item);
}

export function firstUndefined(
  args: readonly Value[],
  keywords: Keywords | undefined,
): Undefined | undefined {
  for (const arg of args) if (arg instanceof Undefined) return arg;
  if (keywords) for (const value of keywords.values()) if (value instanceof Undefined) return value;
  return undefined;
}
