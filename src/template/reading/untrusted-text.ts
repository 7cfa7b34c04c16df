import type { Origin } from '../../errors/origin.ts';
import { Dict } from '../../python/dict.ts';
import { hasTemplateSyntax } from '../../python/template-string.ts';
import type { Value } from '../../python/value.ts';
import { valueOriginOf } from '../../yaml/origins.ts';
import type { LookupContext } from '../lookup-context.ts';
import { untrustedExpression } from '../untrusted-expression.ts';

/**
 * Looks for data that looks like a template where templates read it. It is never rendered. Whoever wants to know of it sets
 * `_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR`: then it warns, or fails what reads it.
 */
export class UntrustedText {
  readonly #behavior: 'warning' | 'error';
  readonly #lookups: LookupContext;

  constructor(behavior: 'warning' | 'error', lookups: LookupContext) {
    this.#behavior = behavior;
    this.#lookups = lookups;
  }

  /** Warns of the value or throws, if it is such text. */
  check(value: Value, origin: Origin | undefined): void {
    if (typeof value !== 'string' || !hasTemplateSyntax(value)) return;
    const error = untrustedExpression(origin);
    if (this.#behavior === 'error') throw error;
    const { message, hint } = error;
    const place = origin ? '' : `\nOrigin: <unknown>\n\n${value}`;
    this.#lookups.warn(message + place, { origin, ...(hint !== undefined && { help: hint }) });
  }

  /** Checks the member of a container that a key leads to. */
  checkMember(container: Value, key: Value, value: Value): void {
    if (Array.isArray(container) || container instanceof Dict)
      this.check(value, valueOriginOf(container, key));
  }

  /** Checks the direct members of a container. */
  checkMembers(container: Value): void {
    const members = Array.isArray(container)
      ? container.entries()
      : container instanceof Dict
        ? container
        : [];
    for (const [key, member] of members) this.checkMember(container, key, member);
  }
}
