import type { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';
import type { LookupContext } from '../lookup-context.ts';
import type { Expression } from '../nodes.ts';
import type { TagSource } from '../tags/tag-source.ts';
import type { Registry, TextTemplateOptions } from '../registry.ts';
import type { Syntax } from '../syntax.ts';
import type { RenderJobs } from '../waiting/render-jobs.ts';
import type { UntrustedText } from '../untrusted-text.ts';
import type { VariableSource } from '../variable-source.ts';
import type { CompiledTemplate } from './compiled-template.ts';
import type { OuterNames, RenderContext } from './render-context.ts';

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
  renderConstant(source: string, context: RenderContext, place: 'condition' | 'lookup'): Value;
  renderText(source: string, options: TextTemplateOptions): Value;
  runLookup(context: RenderContext, name: string, terms: readonly Value[], options: Dict): Value[];
  /** What names and keys lead to in the variables as they were written, through templates that do nothing but read. */
  valueAtPath(path: readonly Value[]): Value | undefined;
  /** What is known beside its value of what an expression without local names gives. */
  tagsOf(node: Expression): TagSource;
  /** Another template by name, read with the syntax of the one that names it. Throws TemplateNotFound. */
  template(name: string, syntax: Syntax): CompiledTemplate;
  /** What is being rendered may give something else the next time. */
  noteImpurity(): void;
}
