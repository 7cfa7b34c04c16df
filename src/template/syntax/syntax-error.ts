/** A template that Jinja2 would refuse to compile, with Jinja2's words. Lines count from 1 in the template's source. */
export class TemplateSyntaxError extends Error {
  readonly line: number;
  /** The template file; undefined for text from YAML. */
  file: string | undefined;
  constructor(message: string, line: number) {
    super(message);
    this.name = 'TemplateSyntaxError';
    this.line = line;
  }
}
