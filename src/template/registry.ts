import { shortName } from '../parsing/builtin-name.ts';
import type { Keywords } from '../python/callable.ts';
import type { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { Signature } from './argument-binder.ts';
import type { LookupContext } from './lookup-context.ts';
import type { RenderJobs } from './waiting/render-jobs.ts';
import type { Syntax } from './syntax/syntax.ts';
import type { Undefined } from './undefined.ts';
import type { VariableSource } from './variable-source.ts';

/** What a filter, test, lookup or global may use of the template that calls it. */
export interface CallContext {
  /** Where calls that may wait are made. */
  readonly jobs: RenderJobs;
  readonly lookups: LookupContext;
  /** The variables of the run, unrendered; `variable` is what filters want. */
  readonly variables: VariableSource;
  /** A name as the calling template reads it: its own locals and globals too, rendered. */
  variable(name: string): Value | undefined;
  /** As `variable`, with vaulted texts as the VaultStrings that they are. */
  taggedVariable(name: string): Value | undefined;
  /** Renders deeply: no TemplateString, VaultString, lazy container or omitted member is left. */
  render(value: Value): Value;
  /** As `render`, with vaulted texts as the VaultStrings that they are. */
  renderKeepingVaults(value: Value): Value;
  /** Evaluates a template text that a user wrote (the `template` lookup), with extra variables in front. */
  renderText(source: string, options: TextTemplateOptions): Value;
  /** `{% autoescape %}`'s state. */
  readonly autoescape: boolean;
  /** How the template is read, its `newline_sequence` among it. */
  readonly syntax: Syntax;
  /** The filter's result; an Undefined among the arguments comes back unless the filter takes it. */
  callFilter(name: string, args: readonly Value[], keywords?: Keywords): Value;
  callTest(name: string, args: readonly Value[], keywords?: Keywords): boolean;
  /** Runs a lookup as `query` does: a list. */
  callLookup(name: string, terms: readonly Value[], options: Dict): Value[];
  /** Calls a macro, a method or a global function. */
  call(callable: Value, args: readonly Value[], keywords?: Keywords): Value;
  /** `object.name` of a template: attribute or method first, then the key. An Undefined where there is neither. */
  attribute(object: Value, name: string): Value;
  /** `object[key]` of a template: the member first, then the attribute. An Undefined where there is neither. */
  item(object: Value, key: Value): Value;
  /** A new Undefined with this message. */
  undefined(message: string): Undefined;
}

/** How a template file is read. What is absent has the default of ansible-core's `template` module. */
export interface TextTemplateOptions {
  /** Path of the template, for origins and for relative includes. */
  readonly file?: string;
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  readonly newlineSequence?: string;
  readonly keepTrailingNewline?: boolean;
  readonly blockStart?: string;
  readonly blockEnd?: string;
  readonly variableStart?: string;
  readonly variableEnd?: string;
  readonly commentStart?: string;
  readonly commentEnd?: string;
  /** Where `include`, `import` and `extends` look, nearest first. */
  readonly searchPath?: readonly string[];
  /** In front of the templar's variables. */
  readonly variables?: VariableSource;
  /** Double the backslashes of string literals inside `{{ }}`, as ansible does for task arguments. */
  readonly escapeBackslashes?: boolean;
}

/**
 * A filter. `call` gets one argument per declared parameter (defaults filled in), then the list of `*varargs` and the
 * Dict of `**kwargs` where the signature has them. It throws PythonError or MitorunError; the caller names the filter
 * in front of the message ("The filter plugin 'ansible.builtin.x' failed.").
 */
export interface FilterDefinition {
  /** The short name; it answers to `ansible.builtin.NAME` and `ansible.legacy.NAME` too unless `name` has a dot. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: Signature;
  /** The name that errors about arguments show; absent: the filter's. */
  readonly functionName?: string;
  /** True: an Undefined reaches `call`. Otherwise an Undefined argument is the result. */
  readonly takesUndefined?: boolean;
  /** True: it gives its members one by one as they are read, so that undefined ones may be among them (`map`). */
  readonly isGenerator?: boolean;
  /** What becomes of Markup: `call` gets it (`given`), or gets its text and the result is Markup (`kept`); absent: text. */
  readonly markup?: 'given' | 'kept';
  /**
   * What becomes of vaulted texts: `call` gets them as VaultStrings to hand on (`given`), or those that are members of its
   * arguments (`members`); absent: their plain text.
   */
  readonly vaults?: 'given' | 'members';
  /** True: the input of `call` is a TaggedInput where it is known how it was come by. */
  readonly knowsTags?: boolean;
  /** The result may differ between two calls with equal arguments, or the call reads files or has effects. */
  readonly impure?: boolean;
  /**
   * Of a collection's filter: whether `call` gives what the collection's own gives for these arguments. Where it does
   * not, or `call` throws, the collection's own answers if it is there.
   */
  readonly isSure?: (...args: Value[]) => boolean;
  readonly call: (context: CallContext, ...args: Value[]) => Value;
}

/** A test; as a filter, but it answers. */
export interface TestDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: Signature;
  readonly takesUndefined?: boolean;
  readonly knowsTags?: boolean;
  readonly impure?: boolean;
  readonly call: (context: CallContext, ...args: Value[]) => boolean;
}

/**
 * A lookup: terms are finalised values, options the keyword arguments without `wantlist` and `errors`, which the
 * engine handles. The result is data: nothing in it is ever rendered.
 */
export interface LookupDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** True: Undefined terms and options reach `call`, and members are not finalised. */
  readonly takesUndefined?: boolean;
  /** True: so they do where one of them is undefined, or a member of one: the plug-in decides what that means. */
  readonly judgesUndefined?: boolean;
  /** It looks at something outside of the run, or changes it: what it gives may differ the next time. */
  readonly impure?: boolean;
  /** True: vaulted texts reach `call` as VaultStrings, to be handed on. */
  readonly keepsVaults?: boolean;
  /** `plugin` is the name by which it was called. */
  readonly call: (
    context: CallContext,
    terms: readonly Value[],
    options: Dict,
    plugin: string,
  ) => readonly Value[];
}

/** A global function of templates; as a filter, called by name. */
export interface GlobalDefinition {
  readonly name: string;
  /** What templates find at the function itself (`dict.fromkeys`). */
  readonly attributes?: ReadonlyMap<string, Value>;
  readonly signature: Signature;
  readonly takesUndefined?: boolean;
  readonly impure?: boolean;
  /** Impure only by what it calls, which is remembered by itself. */
  readonly onlyCalls?: boolean;
  /** As of a filter. */
  readonly vaults?: 'given';
  readonly call: (context: CallContext, ...args: Value[]) => Value;
}

interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/**
 * Has the last word on a name: gives `own`, what the registry has under it, or something in its place that it finds
 * elsewhere (the user's plug-ins in Python).
 */
export interface PluginResolver {
  filter(name: string, own: FilterDefinition | undefined): FilterDefinition | undefined;
  test(name: string, own: TestDefinition | undefined): TestDefinition | undefined;
  lookup(name: string, own: LookupDefinition | undefined): LookupDefinition | undefined;
}

/** Every filter, test, lookup and global function that templates can name. Filled once, before the first template. */
export class Registry {
  #resolver: PluginResolver | undefined;
  readonly #filters = new Map<string, FilterDefinition>();
  readonly #tests = new Map<string, TestDefinition>();
  readonly #lookups = new Map<string, LookupDefinition>();
  readonly #globals = new Map<string, GlobalDefinition>();

  addFilters(definitions: Iterable<FilterDefinition>): this {
    for (const definition of definitions) add(this.#filters, rememberedFunction('filter', definition));
    return this;
  }
  addTests(definitions: Iterable<TestDefinition>): this {
    for (const definition of definitions) add(this.#tests, rememberedFunction('test', definition));
    return this;
  }
  addLookups(definitions: Iterable<LookupDefinition>): this {
    for (const definition of definitions) add(this.#lookups, rememberedLookup(definition));
    return this;
  }
  addGlobals(definitions: Iterable<GlobalDefinition>): this {
    for (const definition of definitions) this.#globals.set(definition.name, definition);
    return this;
  }

  useResolver(resolver: PluginResolver): this {
    this.#resolver = resolver;
    return this;
  }

  filter(name: string): FilterDefinition | undefined {
    const own = find(this.#filters, name);
    return this.#resolver ? this.#resolver.filter(name, own) : own;
  }
  test(name: string): TestDefinition | undefined {
    const own = find(this.#tests, name);
    return this.#resolver ? this.#resolver.test(name, own) : own;
  }
  lookup(name: string): LookupDefinition | undefined {
    const own = find(this.#lookups, name);
    return this.#resolver ? this.#resolver.lookup(name, own) : own;
  }
  globals(): Iterable<GlobalDefinition> {
    return this.#globals.values();
  }
}

/** An impure filter or test, asked once a job though the job may be run again. */
function rememberedFunction<T, D extends Called<T>>(kind: string, definition: D): D {
  if (definition.impure !== true) return definition;
  const call: D['call'] = (context, ...args) =>
    context.jobs.once(`${kind} ${definition.name}`, () => definition.call(context, ...args));
  return { ...definition, call };
}

interface Called<T> {
  readonly name: string;
  readonly impure?: boolean;
  readonly call: (context: CallContext, ...args: Value[]) => T;
}

function rememberedLookup(definition: LookupDefinition): LookupDefinition {
  if (definition.impure !== true) return definition;
  return {
    ...definition,
    call: (context, terms, options, plugin) =>
      context.jobs.once(`lookup ${definition.name}`, () => definition.call(context, terms, options, plugin)),
  };
}

function add<T extends Named>(table: Map<string, T>, definition: T): void {
  for (const name of [definition.name, ...(definition.aliases ?? [])]) table.set(name, definition);
}

function find<T>(table: ReadonlyMap<string, T>, name: string): T | undefined {
  return table.get(name) ?? table.get(shortName(name));
}
