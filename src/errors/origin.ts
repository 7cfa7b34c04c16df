/**
 * Where a piece of user text was written. Lines and columns count from 1, as editors and Ansible show them; line 0 is a
 * place without lines, such as `<CLI option '-a'>` or a whole file, column 0 a whole line.
 */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is shown in place of the lines there: the value itself, where nobody knows who wrote it. */
  readonly excerpt?: string;
}

/** The place of what stands somewhere in a file. */
export function wholeFile(file: string): Origin {
  return { file, line: 0, column: 0 };
}

/** Whether both are one place, or nowhere both. */
export function isSamePlace(a: Origin | undefined, b: Origin | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && formatOrigin(a) === formatOrigin(b));
}

/** `file:line:column`, the form that terminals turn into a link. */
export function formatOrigin(origin: Origin): string {
  if (origin.line === 0) return origin.file;
  const line = `${origin.file}:${origin.line}`;
  return origin.column === 0 ? line : `${line}:${origin.column}`;
}
