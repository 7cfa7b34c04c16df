import { compileBareExpression, compileTemplate } from './compile/compile-template.ts';
import { tokenize, tokenizeExpression } from './lexer/lexer.ts';
import type { Expression, Statement } from './syntax/nodes.ts';
import { extractOverrides } from './syntax/overrides.ts';
import { extensionsNamed } from './parser/extensions.ts';
import { type StatementExtension, StatementParser } from './parser/statement-parser.ts';
import type { Registry } from './registry.ts';
import { defaultSyntax, type Syntax, syntaxKey } from './syntax/syntax.ts';
import { TemplateSyntaxError } from './syntax/syntax-error.ts';
import { RenderJobs } from './waiting/render-jobs.ts';
import { newlinesAtEnd } from './runtime/newlines-at-end.ts';
import { SearchPathLoader } from './files/template-loader.ts';
import type { CompiledTemplate, Evaluate } from './runtime/running-template.ts';

export interface TemplateSettings {
  /** `jinja2_extensions`: `jinja2.ext.do`, `jinja2.ext.loopcontrols`. */
  readonly extensions?: readonly string[];
  /** `allow_broken_conditionals`: accept any value as a condition, with a deprecation. */
  readonly allowBrokenConditionals?: boolean;
  /** `allow_embedded_templates`: render template constants in lookup terms and conditionals; on by default. */
  readonly allowEmbeddedTemplates?: boolean;
  /** `_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR`: of data that looks like a template. Absent: nothing. */
  readonly untrustedTemplates?: 'warning' | 'error' | undefined;
}

/** How a source is to be read. */
export interface SourceOptions {
  readonly syntax: Syntax;
  /** See LexerOptions. */
  readonly literalBackslashes: boolean;
  readonly name: string;
  readonly file: string | undefined;
  /** By another template: a `#jinja2:` line in it is text. */
  readonly isIncluded?: boolean;
}

const inlineOptions: SourceOptions = {
  syntax: defaultSyntax,
  literalBackslashes: true,
  name: '<template>',
  file: undefined,
};

interface CompiledExpression {
  readonly evaluate: Evaluate;
  readonly mutates: boolean;
}

/** How many compiled templates are kept; the oldest half goes when there are more. */
const cacheLimit = 20_000;

/** Compiles templates and keeps them by source and options. One serves a whole run. */
export class TemplateEngine {
  readonly registry: Registry;
  readonly settings: TemplateSettings;
  readonly jobs: RenderJobs;
  readonly loader = new SearchPathLoader();
  readonly #extensions: readonly StatementExtension[];
  readonly #inline = new Map<string, CompiledTemplate>();
  readonly #others = new Map<string, CompiledTemplate>();
  readonly #expressions = new Map<string, CompiledExpression>();

  /** @param options.jobs how what waits is run; absent: it blocks, unless the engine's own jobs are used */
  constructor(options: {
    readonly registry: Registry;
    readonly settings?: TemplateSettings;
    readonly jobs?: RenderJobs;
  }) {
    this.jobs = options.jobs ?? new RenderJobs();
    this.registry = options.registry;
    this.settings = options.settings ?? {};
    this.#extensions = extensionsNamed(this.settings.extensions ?? []);
  }

  /** A template from YAML. Throws TemplateSyntaxError. */
  inline(source: string): CompiledTemplate {
    return this.#inline.get(source) ?? keep(this.#inline, source, this.#compile(source, inlineOptions));
  }

  /** A template file or anything else with options of its own. Throws TemplateSyntaxError. */
  template(source: string, options: SourceOptions): CompiledTemplate {
    const key = `${options.file ?? ''}\0${options.name}\0${options.literalBackslashes}${options.isIncluded ?? false}${syntaxKey(options.syntax)}\0${source}`;
    return this.#others.get(key) ?? keep(this.#others, key, this.#compile(source, options));
  }

  /** A bare expression, `when:` for instance. Throws TemplateSyntaxError. */
  expression(source: string, rendersConstants: boolean): CompiledExpression {
    const key = `${rendersConstants}${source}`;
    const known = this.#expressions.get(key);
    if (known) return known;
    const parser = this.#expressionParser(source);
    const evaluate = compileBareExpression(parser.wholeExpression(), this.registry, rendersConstants);
    return keep(this.#expressions, key, { evaluate, mutates: parser.mutating });
  }

  /** Makes a part of an expression that is known to have no effects something that can be evaluated. */
  partOf(part: Expression): CompiledExpression['evaluate'] {
    return compileBareExpression(part, this.registry, false);
  }

  /** The AST of a template, for analysis. */
  parse(source: string, options: SourceOptions = inlineOptions): Statement[] {
    const { text, syntax } = extractOverrides(source, options.syntax);
    return this.#parser(text, syntax, options.literalBackslashes).template();
  }

  parseExpression(source: string): Expression {
    return this.#expressionParser(source).wholeExpression();
  }

  #expressionParser(source: string): StatementParser {
    // ansible's lexer leaves backslashes alone inside print delimiters only, and an expression has none.
    const tokens = tokenizeExpression(source, defaultSyntax, { literalBackslashes: false });
    return new StatementParser(tokens, this.#extensions);
  }

  #parser(text: string, syntax: Syntax, literalBackslashes: boolean): StatementParser {
    return new StatementParser(tokenize(text, syntax, { literalBackslashes }), this.#extensions);
  }

  #compile(source: string, options: SourceOptions): CompiledTemplate {
    try {
      return this.#compileKnown(source, options);
    } catch (error) {
      if (error instanceof TemplateSyntaxError) error.file ??= options.file;
      throw error;
    }
  }

  #compileKnown(source: string, options: SourceOptions): CompiledTemplate {
    const { text, syntax, lines } =
      options.isIncluded === true
        ? { text: source, syntax: options.syntax, lines: 0 }
        : extractOverrides(source, options.syntax);
    const { literalBackslashes, name, file } = options;
    const tokens = tokenize(text, syntax, { literalBackslashes, firstLine: 1 + lines });
    const parser = new StatementParser(tokens, this.#extensions);
    const body = parser.template();
    const trailingNewlines = newlinesAtEnd(source);
    return compileTemplate(body, parser, this.registry, {
      name,
      file,
      trailingNewlines,
      trailingNewline: options.syntax.newlineSequence,
      syntax,
    });
  }
}

function keep<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= cacheLimit) {
    let surplus = cacheLimit / 2;
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      if (--surplus <= 0) break;
    }
  }
  cache.set(key, value);
  return value;
}
