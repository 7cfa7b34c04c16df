/** Where a piece of user text was written. Lines and columns count from 1, as editors and Ansible show them. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column`, the form that terminals turn into a link. */
export function formatOrigin(origin: Origin): string {
  return `${origin.file}:${origin.line}:${origin.column}`;
}
