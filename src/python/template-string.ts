import type { Origin } from '../errors/origin.ts';
import { stringRepr } from './repr.ts';
import { PyObject } from './value.ts';

/**
 * A string with template syntax that the *user* wrote in YAML or an inventory. Nothing else is ever rendered: data from
 * modules, lookups and rendered templates are plain strings, so no "unsafe" mark has to travel with them.
 */
export class TemplateString extends PyObject {
  readonly typeName = 'str';
  readonly source: string;
  readonly origin: Origin | undefined;
  constructor(source: string, origin?: Origin) {
    super();
    this.source = source;
    this.origin = origin;
  }
  repr(): string {
    return stringRepr(this.source);
  }
  override str(): string {
    return this.source;
  }
  override truthy(): boolean {
    return this.source.length > 0;
  }
}

/** Ansible's own test for template syntax: is there an opening delimiter at all? */
export function hasTemplateSyntax(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

/** What a user wrote: a TemplateString where it has template syntax, else the plain string. */
export function templateOrString(text: string, origin?: Origin): string | TemplateString {
  return hasTemplateSyntax(text) ? new TemplateString(text, origin) : text;
}
