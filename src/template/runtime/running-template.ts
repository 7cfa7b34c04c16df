import type { Expression } from '../syntax/nodes.ts';
import type { TagSource } from '../tags/tag-source.ts';
import type { Origin } from '../../errors/origin.ts';
import type { Keywords } from '../../python/callable.ts';
import type { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import type { LookupContext } from '../lookup-context.ts';
import type { CallContext, Registry, TextTemplateOptions } from '../registry.ts';
import type { Syntax } from '../syntax/syntax.ts';
import type { Undefined } from '../undefined.ts';
import type { UntrustedText } from '../reading/untrusted-text.ts';
import type { VariableSource } from '../variable-source.ts';
import type { RenderJobs } from '../waiting/render-jobs.ts';

// A template runs in a context, which holds the blocks of other templates: these types name each other.

/** Where the names of a template come from when they are no locals: see `RunningTemplate.resolve`. */
export interface OuterNames {
  resolve(name: string): Value | undefined;
}

/**
 * The local variables of one running template, block, macro or recursive loop, by the slots that the compiler gave
 * them. An empty slot means that nothing was assigned yet: reading goes on outwards.
 */
export class Frame {
  readonly slots: (Value | undefined)[] = [];
  readonly parent: Frame | undefined;
  readonly context: RunningTemplate;
  constructor(context: RunningTemplate, parent: Frame | undefined) {
    this.context = context;
    this.parent = parent;
  }
}

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;

/** What a statement printed: values, joined at the end. */
export type Output = Value[];

/** How a statement ended. */
export const Signal = { next: 0, break: 1, continue: 2 } as const;
export type SignalValue = (typeof Signal)[keyof typeof Signal];

/** A compiled statement. */
export type Execute = (frame: Frame, output: Output) => SignalValue;

/** A template that is ready to run. */
export interface CompiledTemplate {
  readonly name: string;
  /** The file it came from; undefined for text from YAML. */
  readonly file: string | undefined;
  readonly blocks: ReadonlyMap<string, CompiledBlock>;
  readonly execute: Execute;
  /** The single `{{ expression }}` that a template consists of: its value needs no joining. */
  readonly only: Evaluate | undefined;
  /** How many newlines end the source: ansible puts back those that Jinja2 drops. */
  readonly trailingNewlines: number;
  /** What one of them is: the caller's newline sequence, whatever a `#jinja2:` header says. */
  readonly trailingNewline: string;
  readonly syntax: Syntax;
  /** It calls methods that change lists or dicts: it works on copies of the variables. */
  readonly mutates: boolean;
}

export interface CompiledBlock {
  readonly name: string;
  readonly required: boolean;
  readonly execute: Execute;
}

/** One template while it runs: its top-level names and blocks, and what it includes, calls and reads. */
export interface RunningTemplate extends CallContext, OuterNames {
  readonly host: RenderHost;
  /** The template's name for people, and where a relative include starts. */
  readonly template: string;
  /** Where the template's text was written. */
  readonly origin: Origin | undefined;
  readonly outer: OuterNames;
  /** What was assigned at the top level. */
  readonly assigned: Map<string, Value>;
  /** Definitions of each block, the outermost child's first. */
  readonly blocks: Map<string, CompiledBlock[]>;
  /** Set by `extends`: nothing more is printed at the top level. */
  extended: boolean;
  /** How much had been printed when `extends` was reached: that much stays. */
  printedBefore: number;
  /** The template that `extends` named. */
  parent: CompiledTemplate | undefined;
  autoescape: boolean;
  /** The line that runs, where the template is a file: text from YAML is known by where it begins, as in ansible-core. */
  line: number;
  /** The template is a file. */
  inFile: boolean;
  /** How the template is read; what it includes is read the same way. */
  syntax: Syntax;
  /** A name that is no local variable of the template. */
  resolve(name: string): Value | undefined;
  /** The origin of something in this line of the template's source. */
  originAt(line: number): Origin | undefined;
  /** Where a plug-in's failure is told: its line of a template file, else the outermost template, whoever reads whom. */
  placeOfFailure(line: number): Origin | undefined;
  missing(name: string, line: number): Undefined;
  /** A test's answer, or the Undefined that kept it from answering. */
  tested(name: string, args: readonly Value[], keywords: Keywords | undefined): boolean | Undefined;
  attributeAt(object: Value, name: string, line: number): Value;
  itemAt(object: Value, key: Value, line: number): Value;
}

/** What a running template needs of the templar behind it. */
export interface RenderHost extends OuterNames {
  readonly registry: Registry;
  readonly jobs: RenderJobs;
  readonly lookups: LookupContext;
  readonly variables: VariableSource;
  /** Looks at what templates read, where somebody asked for it. */
  readonly untrusted: UntrustedText | undefined;
  /** How many macros, includes and blocks are running inside each other. */
  nesting: number;
  /** The names that every template has, whatever the variables: functions and `omit`. */
  readonly globals: OuterNames;
  /** Deep and final: see Templar.render. */
  finalize(value: Value): Value;
  /** The same, with vaulted texts as the VaultStrings that they are. */
  finalizeKeepingVaults(value: Value): Value;
  /** A template constant inside an expression, rendered where it stands, with ansible-core's warning. */
  renderConstant(source: string, context: RunningTemplate, place: 'condition' | 'lookup'): Value;
  renderText(source: string, options: TextTemplateOptions): Value;
  runLookup(context: RunningTemplate, name: string, terms: readonly Value[], options: Dict): Value[];
  /** What names and keys lead to in the variables as they were written, through templates that do nothing but read. */
  valueAtPath(path: readonly Value[]): Value | undefined;
  /** What is known beside its value of what an expression without local names gives. */
  tagsOf(node: Expression): TagSource;
  /** Another template by name, read with the syntax of the one that names it. Throws TemplateNotFound. */
  template(name: string, syntax: Syntax): CompiledTemplate;
  /** What is being rendered may give something else the next time. */
  noteImpurity(): void;
}
