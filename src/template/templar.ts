import { plainText } from './runtime/plain-values.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { type Origin, wholeFile } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str, stringRepr } from '../python/repr.ts';
import { hasTemplateSyntax, TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import type { TemplateEngine } from './engine.ts';
import type { LookupContext } from './lookup-context.ts';
import { invokeLookup } from './globals/lookup-globals.ts';
import { hasOverrides, isAllTemplate } from './syntax/overrides.ts';
import { omittedScalar } from './omitted-scalar.ts';
import type { TextTemplateOptions } from './registry.ts';
import { placedError, syntaxError } from './runtime/errors.ts';
import { finalize } from './runtime/finalize.ts';
import { RenderContext } from './runtime/render-context.ts';
import { Renderer } from './renderer.ts';
import { TemplateSyntaxError } from './syntax/syntax-error.ts';
import { untrustedExpression } from './untrusted-expression.ts';
import { Undefined, UndefinedUse } from './undefined.ts';
import { OverlaidVariables } from './variable-layers.ts';
import type { VariableSource } from './variable-source.ts';

/**
 * Renders what a user wrote with the variables of one task on one host (and item). A variable is rendered when it is
 * first read and kept for the templar's lifetime, unless what it calls may give something else the next time.
 * Everything that goes wrong is a MitorunError TEMPLATE_SYNTAX, TEMPLATE_UNDEFINED, TEMPLATE or VAULT.
 */
export class Templar {
  readonly engine: TemplateEngine;
  readonly variables: VariableSource;
  readonly lookups: LookupContext;
  readonly #renderer: Renderer;

  constructor(engine: TemplateEngine, variables: VariableSource, lookups: LookupContext) {
    this.engine = engine;
    this.variables = variables;
    this.lookups = lookups;
    this.#renderer = new Renderer(engine, variables, lookups);
  }

  /** What a job that renders gives, without blocking where it has to wait: see RenderJobs.run. */
  inJob<T>(job: () => T): T | Promise<T> {
    return this.engine.jobs.run(job);
  }

  /** The same templar with other variables in front. */
  withVariables(overlay: VariableSource): Templar {
    return new Templar(this.engine, new OverlaidVariables(overlay, this.variables), this.lookups);
  }

  /**
   * The value itself where nothing in it is a template; else a rendered copy without TemplateStrings, VaultStrings,
   * lazy containers and omitted members. A template that is nothing but `omit` gives OMIT. Undefined things raise.
   */
  render(value: Value): Value {
    if (value === null || typeof value !== 'object') return value;
    return this.#guarded('template', originOf(value), () => this.#renderer.finalize(value));
  }

  /** As `render`, with vaulted texts that were only handed on as the VaultStrings that they are. */
  renderKeepingVaults(value: Value): Value {
    if (value === null || typeof value !== 'object') return value;
    return this.#guarded('template', originOf(value), () => this.#renderer.finalizeKeepingVaults(value));
  }

  /** One variable, rendered as `{{ name }}` would be; undefined where it does not exist. */
  variable(name: string): Value | undefined {
    return this.#guarded('template', undefined, () => {
      const value = this.#renderer.resolve(name);
      return value === undefined ? undefined : this.#renderer.finalize(value);
    });
  }

  /** True where rendering fails for something undefined alone. */
  isUndefined(value: Value): boolean {
    try {
      this.render(value);
      return false;
    } catch (error) {
      if (error instanceof MitorunError && error.code === 'TEMPLATE_UNDEFINED') return true;
      throw error;
    }
  }

  /** What an expression without delimiters gives (`that:`, `var:`). */
  evaluate(expression: string, origin?: Origin): Value {
    return this.#expression(expression, origin, (value) => this.#renderer.finalize(value));
  }

  /**
   * As `evaluate`, but whatever is undefined, the whole or a member however deep, is what `replace` gives for it, which is
   * told the message and where the template that reads it was written.
   */
  evaluateReplacing(
    expression: string,
    origin: Origin | undefined,
    replace: (message: string, origin: Origin | undefined) => string,
  ): Value {
    const resolve = (raw: Value): Value => {
      const value = this.#renderer.resolveMember(raw);
      return value instanceof Undefined && !value.error
        ? replace(value.message, value.origin ?? origin)
        : value;
    };
    return this.#expression(expression, origin, (value) =>
      finalize(value, resolve, () => this.#renderer.jobs.step()),
    );
  }

  /** A template's value with the members of a container left as they are; anything else is given back unchanged. */
  resolveToContainer(value: Value, forOmit?: Value): Value {
    return this.#guarded('template', originOf(value), () => {
      if (!(value instanceof TemplateString)) return value;
      const resolved = this.#renderer.resolveValue(value);
      if (resolved instanceof Undefined) throw new UndefinedUse(resolved);
      if (resolved !== OMIT) return plainText(resolved);
      if (forOmit !== undefined) return forOmit;
      throw omittedScalar(originOf(value));
    });
  }

  /** Where a user wrote the text that a template gives, if all that the template does is read it. */
  writtenAt(template: string): Origin | undefined {
    return this.#renderer.writtenAt(template);
  }

  /** What is known of the text that a template gives, if it is surely a template's own work. */
  computedText(template: string): { readonly origin: Origin | undefined } | undefined {
    return this.#renderer.computedText(template);
  }

  #expression(
    expression: string,
    origin: Origin | undefined,
    complete: (value: Value) => Value,
    rendersConstants = false,
  ): Value {
    try {
      return complete(this.#renderer.expression(expression, origin, rendersConstants));
    } catch (error) {
      if (error instanceof TemplateSyntaxError) {
        const delimiters = hasTemplateSyntax(expression) || hasOverrides(expression);
        const advice = delimiters ? '. Template delimiters are not supported in expressions' : '';
        throw syntaxError(error, 'expression', origin, advice);
      }
      throw placedError(error, 'expression', origin);
    }
  }

  #evaluateCondition(expression: string, origin: Origin | undefined): Value {
    return this.#expression(expression, origin, (value) => this.#renderer.finalize(value), true);
  }

  /**
   * Whether a condition (`when:`, `changed_when:`, `that:`...) holds: a boolean, or an expression that gives one. A
   * condition that is nothing but templates gives a boolean itself.
   */
  condition(value: Value, origin: Origin | undefined = originOf(value)): boolean {
    return this.judgeCondition(value, origin).holds;
  }

  /** Whether a condition holds, and the condition as its templates gave it. */
  judgeCondition(value: Value, origin: Origin | undefined): { holds: boolean; condition: Value } {
    const { result, condition } = this.#definedConditionValue(value, origin);
    return { holds: this.#holds(result, value, origin), condition };
  }

  #holds(result: Value, value: Value, origin: Origin | undefined): boolean {
    if (typeof result === 'boolean') return result;
    if (result === OMIT) throw omittedScalar(origin);
    const holds = isTruthy(result);
    // None is Python's own and never knows where it was written.
    const at = result === null ? undefined : (this.#resultOrigin(value) ?? origin);
    const place = at
      ? [at.file, ...[at.line, at.column].filter((number) => number > 0)].join(':')
      : '<unknown>';
    const message = `Conditional result (${holds ? 'True' : 'False'}) was derived from value of type '${typeName(result)}' at ${stringRepr(place)}. Conditionals must have a boolean result.`;
    if (!this.engine.settings.allowBrokenConditionals) throw brokenConditional(message, origin);
    this.lookups.deprecate(message, '2.23', { origin, help: brokenIsAllowed });
    return holds;
  }

  /** Where the result of a condition was written, if all that the condition does is read it. */
  #resultOrigin(condition: Value): Origin | undefined {
    const text = conditionText(condition);
    if (text === undefined) return undefined;
    const inner = isAllTemplate(text) ? /^\{\{(.*)\}\}$/s.exec(text)?.[1] : text;
    try {
      return inner === undefined ? undefined : this.#renderer.valueWrittenAt(inner);
    } catch (error) {
      if (error instanceof TemplateSyntaxError) return undefined;
      throw error;
    }
  }

  /** Only for something undefined does the error say that it comes from a condition, as in Ansible. */
  #definedConditionValue(condition: Value, origin: Origin | undefined): ConditionValue {
    try {
      return this.#conditionValue(condition, origin);
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
      throw new MitorunError('TEMPLATE_UNDEFINED', 'Error while evaluating conditional.', {
        origin,
        cause: error,
      });
    }
  }

  #conditionValue(condition: Value, origin: Origin | undefined): ConditionValue {
    const text = conditionText(condition);
    if (typeof condition === 'boolean') return { result: condition, condition };
    // None is Python's own and never knows where it was written.
    if (condition === null) return { result: this.#emptyCondition(undefined), condition };
    if (text === '') return { result: this.#emptyCondition(origin), condition };
    if (text === undefined) {
      if (this.engine.settings.allowBrokenConditionals) return { result: this.render(condition), condition };
      throw brokenConditional('Conditional expressions must be strings.', origin);
    }
    if (!(condition instanceof TemplateString) || !isAllTemplate(text))
      return { result: this.#evaluateCondition(text, origin), condition: text };
    const result = this.render(new TemplateString(text, origin));
    if (typeof result === 'string')
      return { result: this.#indirectCondition(result.trim(), text, origin), condition: result };
    if (result === OMIT) return { result, condition };
    this.lookups.deprecate(
      'Conditionals should not be surrounded by templating delimiters such as {{ }} or {% %}.',
      '2.23',
      { origin },
    );
    return { result, condition: result };
  }

  /** A condition whose template gave a string: an expression if a user wrote that string, else data, which never runs. */
  #indirectCondition(expression: string, template: string, origin: Origin | undefined): Value {
    if (expression === '') return this.#emptyCondition(origin);
    if (this.#renderer.writtenAt(template)) return this.#evaluateCondition(expression, origin);
    throw untrustedExpression(origin);
  }

  #emptyCondition(origin: Origin | undefined): boolean {
    if (!this.engine.settings.allowBrokenConditionals) {
      throw brokenConditional('Empty conditional expressions are not allowed.', origin);
    }
    this.lookups.deprecate('Empty conditional expression was evaluated as True.', '2.23', {
      origin,
      help: brokenIsAllowed,
    });
    return true;
  }

  /** The text that a template file gives; None gives no text. */
  renderText(source: string, options: TextTemplateOptions): string {
    const value = this.renderFile(source, options);
    if (value === OMIT) throw omittedScalar(undefined);
    return value === null ? '' : str(value);
  }

  /** The value of a template file, with the type that a single expression gives. */
  renderFile(source: string, options: TextTemplateOptions): Value {
    const origin = options.file === undefined ? undefined : wholeFile(options.file);
    const templar = options.variables ? this.withVariables(options.variables) : this;
    return this.#guarded('template', origin, () => templar.#renderer.file(source, options));
  }

  /**
   * Runs a lookup as `lookup(name, ...)` or `query(...)` does in a template; for `with_<lookup>`. Terms may be
   * templates: each lookup decides what an undefined one means.
   */
  lookup(
    name: string,
    terms: readonly Value[],
    options: { readonly wantList: boolean; readonly options?: Dict },
  ): Value[] {
    return this.#guarded('template', undefined, () => {
      const context = new RenderContext(this.#renderer, this.#renderer, name, undefined);
      const given = options.options?.copy() ?? new Dict();
      given.set('wantlist', options.wantList);
      const found = this.#renderer.finalizeKeepingVaults(
        invokeLookup(this.engine.registry, context, {
          name,
          terms: terms.map(this.#renderer.resolveValue),
          options: given,
        }),
      );
      return Array.isArray(found) ? found : [found];
    });
  }

  #guarded<T>(kind: 'template' | 'expression', origin: Origin | undefined, job: () => T): T {
    try {
      return job();
    } catch (error) {
      throw placedError(error, kind, origin);
    }
  }
}

/** What a condition gives, and the condition as its templates gave it. */
interface ConditionValue {
  readonly result: Value;
  readonly condition: Value;
}

const brokenIsAllowed =
  'Broken conditionals are currently allowed because the `ALLOW_BROKEN_CONDITIONALS` configuration option is enabled.';

function originOf(value: Value): Origin | undefined {
  return value instanceof TemplateString ? value.origin : undefined;
}

/** What ansible-core says of a condition that older versions let pass. */
function brokenConditional(message: string, origin: Origin | undefined): MitorunError {
  const hint =
    'Broken conditionals can be temporarily allowed with the `ALLOW_BROKEN_CONDITIONALS` configuration option.';
  return new MitorunError('TEMPLATE', message, { origin, hint });
}

function conditionText(condition: Value): string | undefined {
  if (typeof condition === 'string') return condition.trim();
  return condition instanceof TemplateString ? condition.source.trim() : undefined;
}
