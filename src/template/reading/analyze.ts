import { shortName } from '../../parsing/builtin-name.ts';
import type { Statement } from '../syntax/nodes.ts';
import { type AnyNode, type Expression, forEachChild } from '../syntax/nodes.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import { hasTemplateSyntax, TemplateString } from '../../python/template-string.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { builtinGlobals } from '../globals/builtin-globals.ts';
import type { TemplateEngine } from '../engine.ts';
import type { Registry } from '../registry.ts';
import { isAllTemplate } from '../syntax/overrides.ts';
import { TemplateSyntaxError } from '../syntax/syntax-error.ts';

/**
 * What a template may read and call, whatever its variables hold. It never misses a name: where a name is computed
 * (`vars[x]`, `lookup('vars', x)`, another template's text) it says that anything may be read.
 */
export interface TemplateAnalysis {
  /** Variables that are read, of themselves: what those hold has to be looked at in turn. */
  readonly names: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  /** Lookups by name; a computed name is `*`. */
  readonly lookups: ReadonlySet<string>;
  /** Names that cannot be listed are read. */
  readonly readsAnything: boolean;
  /** Equal variables give an equal result, now and later, without any effect. */
  readonly isPure: boolean;
}

/** Variables through which all others can be reached. */
const indirections: ReadonlySet<string> = new Set(['vars', 'hostvars']);
/** Lookups whose result depends on variables that their arguments do not show. */
const readingLookups: ReadonlySet<string> = new Set([
  'vars',
  'varnames',
  'template',
  'first_found',
  'file',
  'fileglob',
]);
const lookupFunctions: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);
const impureGlobals: ReadonlySet<string> = new Set([
  'now',
  'lipsum',
  ...lookupFunctions,
  ...builtinGlobals.filter(({ impure }) => impure).map(({ name }) => name),
]);
/** Names that templates have without any variable. */
const knownGlobals: ReadonlySet<string> = new Set([
  'omit',
  'now',
  ...lookupFunctions,
  ...builtinGlobals.map(({ name }) => name),
]);

/** The filters whose arguments name another filter or a test, and which argument does. */
const callers: ReadonlyMap<string, { readonly argument: number; readonly calls: 'filter' | 'test' }> =
  new Map([
    ['map', { argument: 0, calls: 'filter' }],
    ['select', { argument: 0, calls: 'test' }],
    ['reject', { argument: 0, calls: 'test' }],
    ['selectattr', { argument: 1, calls: 'test' }],
    ['rejectattr', { argument: 1, calls: 'test' }],
  ]);

/** Everything that rendering this value may read: its templates, however deep they are. */
export function analyzeValue(engine: TemplateEngine, value: Value): TemplateAnalysis {
  const analysis = new Analysis(engine);
  analysis.value(value);
  return analysis.result();
}

/** What a bare expression may read (`when:`, `until:`...). */
export function analyzeExpression(engine: TemplateEngine, source: string): TemplateAnalysis {
  const analysis = new Analysis(engine);
  analysis.expression(source);
  return analysis.result();
}

/**
 * What a condition may read (`when:`, `that:`...): an expression, or templates whose result ansible-core takes for an
 * expression where a user wrote it. What that one reads cannot be known here.
 */
export function analyzeCondition(engine: TemplateEngine, condition: Value): TemplateAnalysis {
  const analysis = new Analysis(engine);
  if (typeof condition === 'string') analysis.expression(condition);
  else if (condition instanceof TemplateString) analysis.condition(condition.source.trim());
  return analysis.result();
}

/** What a template file's text may read. */
export function analyzeTemplate(engine: TemplateEngine, source: string): TemplateAnalysis {
  const analysis = new Analysis(engine);
  analysis.template(source);
  return analysis.result();
}

class Analysis {
  readonly #engine: TemplateEngine;
  readonly #registry: Registry;
  readonly #names = new Set<string>();
  readonly #filters = new Set<string>();
  readonly #tests = new Set<string>();
  readonly #lookups = new Set<string>();
  #readsAnything = false;
  #isPure = true;

  constructor(engine: TemplateEngine) {
    this.#engine = engine;
    this.#registry = engine.registry;
  }

  result(): TemplateAnalysis {
    return {
      names: this.#names,
      filters: this.#filters,
      tests: this.#tests,
      lookups: this.#lookups,
      readsAnything: this.#readsAnything,
      isPure: this.#isPure,
    };
  }

  value(value: Value): void {
    if (value instanceof TemplateString) this.template(value.source);
    else if (Array.isArray(value)) for (const member of value) this.value(member);
    else if (value instanceof Tuple) for (const member of value.items) this.value(member);
    else if (value instanceof Dict) {
      if (value.constructor !== Dict) this.#anything();
      else for (const [, member] of value) this.value(member);
    }
  }

  template(source: string): void {
    this.#parsed(() => this.#statements(this.#engine.parse(source)));
  }

  condition(source: string): void {
    if (isAllTemplate(source)) this.#anything();
    else this.expression(source);
  }

  expression(source: string): void {
    this.#parsed(() => this.#visit(this.#engine.parseExpression(source)));
  }

  /** What does not parse reads nothing: it fails before it could. */
  #parsed(job: () => void): void {
    try {
      job();
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
    }
  }

  #anything(): void {
    this.#readsAnything = true;
    this.#isPure = false;
  }

  #statements(body: readonly Statement[]): void {
    for (const statement of body) this.#visit(statement);
  }

  /**
   * Local names are counted as read as well: telling them apart for certain needs the scoping rules, and a name too
   * many only makes a caller more careful.
   */
  readonly #visit = (node: AnyNode): void => {
    switch (node.kind) {
      case 'name':
        this.#name(node.name);
        break;
      case 'namespaceRef':
        this.#name(node.name);
        break;
      case 'filter':
        this.#filter(node.name);
        this.#calledByName(node.name, node.args.positional);
        break;
      case 'test':
        this.#test(node.name);
        break;
      case 'call':
        if (node.callee.kind === 'name' && lookupFunctions.has(node.callee.name))
          this.#lookup(node.args.positional);
        break;
      case 'include':
      case 'import':
      case 'from':
      case 'extends':
        this.#anything();
        break;
      case 'const':
        // A constant with template syntax is rendered in lookup terms and conditionals.
        if (typeof node.value === 'string' && hasTemplateSyntax(node.value)) this.template(node.value);
        break;
      default:
        break;
    }
    forEachChild(node, this.#visit);
  };

  #name(name: string): void {
    if (indirections.has(name)) this.#anything();
    if (impureGlobals.has(name)) this.#isPure = false;
    this.#names.add(name);
    if (!knownGlobals.has(name)) return;
    // A lookup function that is not called on the spot may be called by anyone.
    if (lookupFunctions.has(name)) this.#lookups.add('*');
  }

  #filter(name: string): void {
    this.#filters.add(name);
    const definition = this.#registry.filter(name);
    if (!definition || definition.impure) this.#isPure = false;
  }

  /** `map('filter')`, `select('test')` and their relatives. */
  #calledByName(filter: string, args: readonly Expression[]): void {
    const place = callers.get(filter.replace(/^ansible\.builtin\./, ''));
    const called = place && args[place.argument];
    if (!place || !called) return;
    if (called.kind !== 'const' || typeof called.value !== 'string') this.#isPure = false;
    else if (place.calls === 'filter') this.#filter(called.value);
    else this.#test(called.value);
  }

  #test(name: string): void {
    this.#tests.add(name);
    if (this.#registry.test(name)?.impure) this.#isPure = false;
  }

  #lookup([plugin, ...terms]: readonly Expression[]): void {
    const name = plugin?.kind === 'const' && typeof plugin.value === 'string' ? plugin.value : undefined;
    this.#isPure = false;
    this.#lookups.add(name === undefined ? '*' : shortName(name));
    const short = name === undefined ? undefined : shortName(name);
    if (short === undefined || readingLookups.has(short)) this.#readVariables(short, terms);
  }

  /** `lookup('vars', 'name')` names what it reads where the name is a constant. */
  #readVariables(lookup: string | undefined, terms: readonly Expression[]): void {
    if (lookup === 'vars' && terms.every((term) => term.kind === 'const' && typeof term.value === 'string')) {
      for (const term of terms) if (term.kind === 'const') this.#names.add(str(term.value));
    } else this.#anything();
  }
}
