import { PyObject, type Value } from './value.ts';
import { stringRepr } from './repr.ts';

/** markupsafe's `Markup`: a str that is HTML already. It behaves as its text, and whatever is joined to it is escaped. */
export class Markup extends PyObject {
  readonly typeName = 'Markup';
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  repr(): string {
    return `Markup(${stringRepr(this.text)})`;
  }
  override str(): string {
    return this.text;
  }
  override truthy(): boolean {
    return this.text !== '';
  }
  get length(): number {
    return Array.from(this.text).length;
  }
  iterate(): Iterable<Value> {
    return this.text;
  }
  override equals(other: Value): boolean {
    return other instanceof Markup ? other.text === this.text : other === this.text;
  }
}

/** markupsafe's `escape` of text. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('>', '&gt;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
}

/** The text of Markup, every other value unchanged. */
export function withoutMarkup(value: Value): Value {
  return value instanceof Markup ? value.text : value;
}

/** A str as Markup, every other value unchanged. */
export function asMarkup(value: Value): Value {
  return typeof value === 'string' ? new Markup(value) : value;
}

/** A str escaped; Markup as its text, and every other value unchanged. */
export function escapedForMarkup(value: Value): Value {
  return typeof value === 'string' ? escapeHtml(value) : withoutMarkup(value);
}
