/** What mitorun can be asked to be: Ansible's programs and its own sub-commands. */
export type Program =
  | 'playbook'
  | 'adhoc'
  | 'inventory'
  | 'vault'
  | 'config'
  | 'content'
  | 'shims'
  | 'completion';

/** One option of a command line, as argparse declares it. */
export interface CommandLineOption {
  /** Long name without dashes; also the key of the parsed value. */
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
  /** `count` is -vvv; `list` may be given several times; `flag` takes no value. */
  readonly kind: 'flag' | 'count' | 'text' | 'number' | 'list';
  readonly description: string;
  readonly group: string;
  /** What stands for the value in the help. */
  readonly placeholder?: string;
  /** An option that cannot be given beside this one. */
  readonly excludes?: string;
}

/** Parsed options: what was not given is undefined (or false, 0, an empty list). */
export interface ParsedOptions {
  readonly positional: readonly string[];
  flag(name: string): boolean;
  count(name: string): number;
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  list(name: string): readonly string[];
}
