/** A place in YAML text: line and column from 0, the column in UTF-16 units. */
export interface Mark {
  readonly line: number;
  readonly column: number;
}

/**
 * Who finds the fault where Ansible reads the text: libyaml and PyYAML, whose faults are looked at for the usual mistakes;
 * Ansible itself; or Python, whose exceptions are shown as they are.
 */
export type FaultSource = 'yaml' | 'ansible' | 'python';

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
  readonly raisedBy: FaultSource;
  constructor(
    context: string | undefined,
    problem: string,
    mark: Mark | undefined,
    options: { contextMark?: Mark | undefined; raisedBy?: FaultSource } = {},
  ) {
    super(problem);
    this.context = context;
    this.problem = problem;
    this.mark = mark;
    this.contextMark = options.contextMark;
    this.raisedBy = options.raisedBy ?? 'yaml';
  }
}
