import { plainText } from './runtime/plain-values.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { type Origin, wholeFile } from '../errors/origin.ts';
import { DeprecatedValue } from '../python/deprecated-value.ts';
import { Dict } from '../python/dict.ts';
import { equals } from '../python/equality.ts';
import { hasTemplateSyntax, TemplateString } from '../python/template-string.ts';
import { TrustedText } from '../python/trusted-text.ts';
import { Tuple } from '../python/tuple.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import { deepCopy } from './runtime/deep-copy.ts';
import type { SourceOptions, TemplateEngine } from './engine.ts';
import type { LookupContext } from './lookup-context.ts';
import { lookupList } from './globals/lookup-globals.ts';
import { isPossiblyTemplate, syntaxOf } from './syntax/overrides.ts';
import type { Registry, TextTemplateOptions } from './registry.ts';
import { newlinesAtEnd } from './runtime/newlines-at-end.ts';
import { concat } from './runtime/concat.ts';
import {
  asFault,
  captured,
  RecursionFault,
  templateError,
  TemplateNotFound,
  UndecryptableVariable,
} from './runtime/errors.ts';
import { finalize } from './runtime/finalize.ts';
import { LazyDict, needsRendering, ResolvingView } from './runtime/lazy.ts';
import { RenderContext } from './runtime/render-context.ts';
import { runInContext } from './runtime/run-template.ts';
import type { Syntax } from './syntax/syntax.ts';
import { TemplateGlobals } from './globals/template-globals.ts';
import type { RenderJobs } from './waiting/render-jobs.ts';
import { Undefined, UndefinedUse } from './undefined.ts';
import type { Expression } from './syntax/nodes.ts';
import { computedText, valueAtPath, valueWrittenAt, writtenAt } from './reading/written-at.ts';
import { OverlaidVariables } from './variable-layers.ts';
import { expressionTags } from './tags/expression-tags.ts';
import type { TagSource } from './tags/tag-source.ts';
import { UntrustedText } from './reading/untrusted-text.ts';
import type { VariableSource } from './variable-source.ts';
import {
  type CompiledTemplate,
  Frame,
  type OuterNames,
  type RenderHost,
  type RunningTemplate,
} from './runtime/running-template.ts';

/** How to do without a template inside a constant. */
const inlineExamples = {
  condition: '`when: "{{ a_var }}" == 42` becomes `when: a_var == 42`',
  lookup: "`msg: \"{{ lookup('env', '{{ a_var }}') }}\"` becomes `msg: \"{{ lookup('env', a_var) }}\"`",
};

/** How many templates may be inside each other: more is taken for a circle that never closes. */
const depthLimit = 120;

/** The state of one templar: rendered variables, and what is being rendered. Throws raw faults; see Templar. */
export class Renderer implements RenderHost, OuterNames {
  readonly engine: TemplateEngine;
  readonly registry: Registry;
  readonly variables: VariableSource;
  readonly lookups: LookupContext;
  readonly globals: TemplateGlobals;
  readonly jobs: RenderJobs;
  /** Rendered variables that stay as they are. */
  readonly #stable = new Map<string, Value>();
  /** Rendered variables that the next template computes anew. */
  readonly #volatile = new Map<string, Value>();
  readonly #running: TemplateString[] = [];
  #searchPath: readonly string[] | undefined;
  #impure = false;
  #attempt = 0;
  #lastUsed: DeprecatedValue | undefined;
  /** Where the outermost template or expression was written that ran last: its result's members are read after it. */
  #place: Origin | undefined;
  readonly untrusted: UntrustedText | undefined;
  nesting = 0;

  constructor(engine: TemplateEngine, variables: VariableSource, lookups: LookupContext) {
    this.engine = engine;
    this.registry = engine.registry;
    this.jobs = engine.jobs;
    this.variables = variables;
    this.lookups = lookups;
    const { untrustedTemplates } = engine.settings;
    this.untrusted = untrustedTemplates && new UntrustedText(untrustedTemplates, lookups);
    this.globals = new TemplateGlobals(engine.registry, this);
  }

  readonly #step = (): void => this.jobs.step();

  noteImpurity(): void {
    this.#impure = true;
  }

  /** A variable or a global, as a template sees it. */
  resolve(name: string): Value | undefined {
    // Nobody's variable of that name takes its place: it is put above all others, as in Ansible.
    if (name === 'vars') return this.globals.resolve(name);
    const stable = this.#stable.get(name);
    if (stable !== undefined) return stable;
    this.#noteAttempt();
    const volatile = this.#volatile.get(name);
    if (volatile !== undefined) return volatile;
    const raw = this.variables.get(name);
    if (raw === undefined) return this.globals.resolve(name);
    if (name === 'play_hosts') this.#deprecatePlayHosts();
    this.untrusted?.check(raw, this.variables.originOf?.(name));
    if (raw === null || typeof raw !== 'object') return raw;
    if (raw instanceof DeprecatedValue) return this.#used(raw);
    const before = this.#impure;
    const { position } = this.jobs;
    this.#impure = false;
    const value = this.resolveValue(raw);
    if (this.jobs.position !== position) this.#impure = true;
    (this.#impure ? this.#volatile : this.#stable).set(name, value);
    this.#impure ||= before;
    return value;
  }

  /** What an attempt computed is nothing to the next one: it would miss calls that the ledger has. */
  #noteAttempt(): void {
    if (this.#attempt === this.jobs.attempt) return;
    this.#attempt = this.jobs.attempt;
    this.#volatile.clear();
  }

  #deprecatePlayHosts(): void {
    this.lookups.deprecate('The `play_hosts` magic variable is deprecated.', '2.23', {
      origin: this.#running.at(-1)?.origin ?? this.#place,
      help: 'Use `ansible_play_batch` instead.',
    });
  }

  /** What a template sees in place of a raw value: an Undefined for what is missing, containers with lazy members. */
  readonly resolveValue = (raw: Value): Value => {
    if (raw instanceof TemplateString) return this.#template(raw);
    if (raw instanceof VaultString) return this.#reveal(raw);
    if (raw instanceof DeprecatedValue) return this.#used(raw);
    if (raw instanceof TrustedText)
      return hasTemplateSyntax(raw.text) ? this.#template(new TemplateString(raw.text, raw.origin)) : raw;
    if (!needsRendering(raw)) return raw;
    if (Array.isArray(raw)) return raw.map(this.resolveValue);
    if (raw instanceof Tuple) return new Tuple(raw.items.map(this.resolveValue));
    if (raw instanceof ResolvingView || !(raw instanceof Dict)) return raw;
    return raw.constructor === Dict
      ? new LazyDict(raw, this.resolveValue, this.jobs)
      : new ResolvingView(raw, this.resolveValue);
  };

  /** The value itself, once whoever wrote what uses it has been told. */
  #used(deprecated: DeprecatedValue): Value {
    this.#lastUsed = deprecated;
    const { value, deprecation } = deprecated;
    const { message, version, date, collection, deprecator, kind, help } = deprecation;
    const origin = this.#running.at(-1)?.origin ?? this.#place;
    this.lookups.deprecate(message, version, {
      origin,
      date,
      collection,
      deprecator,
      ...(kind === undefined || deprecator === undefined ? {} : { plugin: pluginText(kind, deprecator) }),
      ...(help === undefined ? {} : { help }),
    });
    return this.resolveValue(value);
  }

  #reveal(vaulted: VaultString): Value {
    try {
      vaulted.reveal();
      return vaulted;
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      return captured(new UndecryptableVariable(error, vaulted), undefined);
    }
  }

  /** What a template gives: a value, or an Undefined for what went wrong. */
  #template(template: TemplateString): Value {
    const running = this.#running;
    if (running.includes(template) || running.length > depthLimit)
      throw new RecursionFault(chainOf(running, template), template.origin);
    if (running.length === 0) {
      this.#volatile.clear();
      this.#place = template.origin;
    }
    running.push(template);
    let value: Value;
    try {
      value = this.#source(template.source, template.origin);
    } finally {
      running.pop();
    }
    // What cannot be decrypted is told at the outermost template that reads it.
    if (running.length > 0 || !(value instanceof Undefined)) return value;
    const { message, error } = value;
    return error instanceof UndecryptableVariable ? new Undefined(message, error, template.origin) : value;
  }

  #source(source: string, origin: Origin | undefined): Value {
    try {
      return this.#run(this.engine.inline(source), origin, this);
    } catch (error) {
      return failure(error, 'template', origin);
    }
  }

  #run(template: CompiledTemplate, origin: Origin | undefined, names: OuterNames): Value {
    const context = new RenderContext(
      this,
      template.mutates ? new CopiedNames(names) : names,
      template.name,
      origin,
    );
    context.syntax = template.syntax;
    context.inFile = template.file !== undefined;
    const { only } = template;
    const result = only ? only(new Frame(context, undefined)) : concat(runInContext(template, context));
    const plain = template.trailingNewlines > 0 ? plainText(result) : result;
    return typeof plain === 'string' ? withNewlines(plain, template) : plain;
  }

  renderConstant(source: string, { origin }: RunningTemplate, place: keyof typeof inlineExamples): Value {
    if (this.engine.settings.allowEmbeddedTemplates === false) return source;
    this.lookups.warn(
      'Jinja constant strings should not contain embedded templates. This feature will be disabled by default in ansible-core 2.23.',
      { origin, help: `Use inline expressions, for example: ${inlineExamples[place]}` },
    );
    return this.#template(new TemplateString(source));
  }

  /** As `resolveValue`, for what leaves templating. A text that a template trusts is nobody's template yet. */
  readonly resolveMember = (raw: Value): Value => {
    if (raw instanceof TrustedText) return raw;
    const value = this.resolveValue(raw);
    this.untrusted?.checkMembers(raw instanceof TemplateString ? value : raw);
    return value;
  };

  finalize(value: Value): Value {
    return finalize(value, (raw) => plainText(this.resolveMember(raw)), this.#step);
  }

  finalizeKeepingVaults(value: Value): Value {
    this.#lastUsed = undefined;
    const result = finalize(value, this.resolveMember, this.#step);
    const used = this.#lastUsed as DeprecatedValue | undefined;
    // Handed on as it is, it stays deprecated.
    return used !== undefined && equals(used.value, result) ? used : result;
  }

  /** The value of a bare expression, not finalised. */
  expression(source: string, origin: Origin | undefined, rendersConstants: boolean): Value {
    const compiled = this.engine.expression(source, rendersConstants);
    if (this.#running.length === 0) {
      this.#volatile.clear();
      this.#place = origin;
    }
    const names = compiled.mutates ? new CopiedNames(this) : this;
    const context = new RenderContext(this, names, '<expression>', origin);
    return compiled.evaluate(new Frame(context, undefined));
  }

  /** The value of a template file, finalised. */
  file(source: string, options: TextTemplateOptions): Value {
    const syntax = syntaxOf(options);
    if (!isPossiblyTemplate(source, syntax)) return source;
    const sourceOptions: SourceOptions = {
      syntax,
      literalBackslashes: options.escapeBackslashes ?? false,
      name: options.file ?? '<template>',
      file: options.file,
    };
    const origin = options.file === undefined ? undefined : wholeFile(options.file);
    const before = this.#searchPath;
    if (options.searchPath) this.#searchPath = options.searchPath;
    if (this.#running.length === 0) this.#place = origin;
    try {
      return this.finalize(this.#run(this.engine.template(source, sourceOptions), origin, this));
    } finally {
      this.#searchPath = before;
    }
  }

  renderText(source: string, options: TextTemplateOptions): Value {
    const host = options.variables ? this.#derived(options.variables) : this;
    const origin = options.file === undefined ? undefined : wholeFile(options.file);
    try {
      return host.file(source, options);
    } catch (error) {
      // The template's own fault, and not the plug-in's that asked for it.
      throw new UndefinedUse(failure(error, 'template', origin));
    }
  }

  #derived(front: VariableSource): Renderer {
    return new Renderer(this.engine, new OverlaidVariables(front, this.variables), this.lookups);
  }

  runLookup(context: RunningTemplate, name: string, terms: readonly Value[], options: Dict): Value[] {
    this.noteImpurity();
    return lookupList(this.registry, context, name, terms, options);
  }

  template(name: string, syntax: Syntax): CompiledTemplate {
    const directories = this.#searchPath ?? [this.lookups.baseDirectory];
    const found = this.engine.loader.find(name, directories);
    if (!found) throw new TemplateNotFound(name);
    const options = { syntax, literalBackslashes: false, name, file: found.path, isIncluded: true };
    return this.engine.template(found.src, options);
  }

  /** Where a user wrote the text that this template gives; undefined where it is data or computed. */
  writtenAt(template: string): Origin | undefined {
    return writtenAt(this.engine, this.variables, template);
  }

  /** Where a user wrote the value that this expression reads; undefined where it is data or computed. */
  valueWrittenAt(expression: string): Origin | undefined {
    return valueWrittenAt(this.engine, this.variables, expression, this.#partValue());
  }

  /** What is known of the text that this template gives, if it is surely a template's own work. */
  computedText(template: string): ReturnType<typeof computedText> {
    return computedText(this.engine, this.variables, template, this.#partValue());
  }

  /** Evaluates parts of an expression; an undefined one is its value. */
  #partValue(): (part: Expression) => Value {
    const frame = new Frame(new RenderContext(this, this, '<expression>', undefined), undefined);
    return (part) => {
      try {
        return this.engine.partOf(part)(frame);
      } catch (error) {
        if (error instanceof UndefinedUse) return error.source;
        throw error;
      }
    };
  }

  valueAtPath(path: readonly Value[]): Value | undefined {
    return valueAtPath(this.engine, this.variables, path);
  }

  tagsOf(node: Expression): TagSource {
    const { engine, variables } = this;
    return expressionTags({ engine, variables, valueOf: this.#partValue() }, node);
  }
}

/** Names whose containers are copies, so that a template may change them without changing the variables. */
class CopiedNames implements OuterNames {
  readonly #names: OuterNames;
  readonly #copies = new Map<string, Value>();
  constructor(names: OuterNames) {
    this.#names = names;
  }
  resolve(name: string): Value | undefined {
    const known = this.#copies.get(name);
    if (known !== undefined) return known;
    const value = this.#names.resolve(name);
    if (value === undefined) return undefined;
    const copy = deepCopy(value);
    this.#copies.set(name, copy);
    return copy;
  }
}

/** Jinja2 drops newlines at the end; ansible puts back as many as the source had. */
function withNewlines(text: string, { trailingNewlines, trailingNewline }: CompiledTemplate): string {
  if (trailingNewlines === 0) return text;
  const present = newlinesAtEnd(text);
  return present < trailingNewlines ? text + trailingNewline.repeat(trailingNewlines - present) : text;
}

function pluginText(kind: string, name: string): string {
  const short = name.split('.').slice(2).join('.') || name;
  return kind === 'module' ? `module '${short}'` : `${kind} plugin '${short}'`;
}

/** An Undefined in place of what failed; circles and bugs go on. */
function failure(error: unknown, kind: 'template' | 'expression', origin: Origin | undefined): Undefined {
  if (error instanceof UndefinedUse) return error.source;
  const fault = asFault(error);
  if (fault instanceof RecursionFault) throw fault;
  return captured(templateError(fault, kind, origin), origin);
}

function chainOf(running: readonly TemplateString[], template: TemplateString): string[] {
  const start = Math.max(0, running.indexOf(template));
  return [...running.slice(start), template].map(({ source }) => source);
}
