/** A place in YAML text: line and column from 0, the column in UTF-16 units. */
export interface Mark {
  readonly line: number;
  readonly column: number;
}

/**
 * A fault in YAML text, in libyaml's two-part words (`while parsing a block mapping`, `did not find expected key`).
 * `explain.ts` turns it into the MitorunError that people see; it never leaves src/yaml.
 */
export class YamlFault extends Error {
  readonly context: string | undefined;
  readonly problem: string;
  readonly mark: Mark | undefined;
  /** Where the construct named by the context began. */
  readonly contextMark: Mark | undefined;
  /** Ansible's own faults, and Python's, are shown as they are; libyaml's are looked at for the usual mistakes. */
  readonly verbatim: boolean;
  constructor(
    context: string | undefined,
    problem: string,
    mark: Mark | undefined,
    options: { contextMark?: Mark | undefined; verbatim?: boolean } = {},
  ) {
    super(problem);
    this.context = context;
    this.problem = problem;
    this.mark = mark;
    this.contextMark = options.contextMark;
    this.verbatim = options.verbatim ?? false;
  }
}
