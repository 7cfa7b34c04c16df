import { DeprecatedValue } from '../python/deprecated-value.ts';
import { Dict } from '../python/dict.ts';
import { equals } from '../python/equality.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';

/** What a template reads, as it was written; undefined for one that computes anything. */
export type ReadBy = (template: string) => Value | undefined;

const mayOnlyRead = /^\{\{[^{}|()+~]*\}\}$/;

/**
 * The rendered value with the `!vault` values that it was read from in place of their plain texts, so that whoever gets
 * it can still tell that they are vaulted, as ansible-core's tags do. Only what is read and not computed is followed.
 */
export function keepVaults(rendered: Value, written: Value | undefined, readBy: ReadBy): Value {
  if (written instanceof VaultString) return rendered === written.reveal() ? written : rendered;
  if (written instanceof DeprecatedValue) return equals(rendered, written.value) ? written : rendered;
  if (written instanceof TemplateString)
    return mayOnlyRead.test(written.source.trim())
      ? keepVaults(rendered, withoutTemplates(readBy(written.source)), readBy)
      : rendered;
  if (Array.isArray(rendered)) return Array.isArray(written) ? inList(rendered, written, readBy) : rendered;
  return rendered instanceof Dict && written instanceof Dict ? inDict(rendered, written, readBy) : rendered;
}

/** `readBy` follows templates to their end. */
function withoutTemplates(value: Value | undefined): Value | undefined {
  return value instanceof TemplateString ? undefined : value;
}

/** Where omitted members are gone nobody knows which is which. */
function inList(rendered: Value[], written: readonly Value[], readBy: ReadBy): Value[] {
  if (rendered.length !== written.length) return rendered;
  const kept = rendered.map((member, index) => keepVaults(member, written[index], readBy));
  return kept.some((member, index) => member !== rendered[index]) ? kept : rendered;
}

function inDict(rendered: Dict, written: Dict, readBy: ReadBy): Dict {
  let kept = rendered;
  for (const [key, member] of rendered) {
    const value = keepVaults(member, written.get(key), readBy);
    if (value === member) continue;
    if (kept === rendered) kept = rendered.copy();
    kept.set(key, value);
  }
  return kept;
}
