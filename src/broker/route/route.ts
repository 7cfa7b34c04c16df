/**
 * What it takes to get to one account on one machine. Two tasks whose paths are equal (`hopKey`) share one agent, and
 * paths that begin alike share what they have in common: one SSH connection serves every account behind it.
 */
export interface HopPath {
  /** From the controller outwards; the first is a transport (`local`, `ssh`), the others are become steps. */
  readonly steps: readonly [TransportStep, ...BecomeStep[]];
  /** The Python of the account that the path ends in. */
  readonly python: PythonChoice;
}

export type TransportStep = LocalStep | SshStep;

/** The account that runs mitorun. */
interface LocalStep {
  readonly method: 'local';
  /** Where commands begin; without it, where this process is. */
  readonly directory?: string;
}

/** One SSH login, with what `ansible_ssh_*` and ansible.cfg say of it; ssh_config fills in what is undefined here. */
export interface SshStep {
  readonly method: 'ssh';
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** A key given as text, which is then the only one that is offered. */
  readonly privateKey?: { readonly text: string; readonly passphrase: string | undefined } | undefined;
  /** The password answers only prompts that hold this text (`user@host's password:`), those of jump hosts among them. */
  readonly passwordPrompt?: string | undefined;
  /** ssh's own arguments that count before what this step says, split as a shell does: ssh_args. */
  readonly firstArguments?: readonly string[];
  /** Those that count after it: ssh_common_args and ssh_extra_args in that order. */
  readonly arguments: readonly string[];
  readonly hostKeyChecking: boolean;
  /** Milliseconds for TCP and authentication. */
  readonly timeout: number;
  /** How often to try again to connect. */
  readonly retries?: number;
}

/** One change of account by a become method's command. */
export interface BecomeStep {
  readonly method: string;
  readonly user: string;
  readonly executable: string | undefined;
  readonly flags: string | undefined;
  readonly password: string | undefined;
  /** Milliseconds until it has got to the account. */
  readonly timeout?: number;
  /** A directory to be in before the method's command (sudo). */
  readonly directory?: string | undefined;
  /** The shell that runs the command in the account, where it is not /bin/sh. */
  readonly shell?: string | undefined;
  /** What the prompt for the password says, in place of the words that the method knows. */
  readonly prompts?: readonly string[] | undefined;
}

/** A fixed interpreter, or Ansible's discovery (`auto`, `auto_silent`, `auto_legacy`...) over a list of candidates. */
export type PythonChoice =
  | { readonly interpreter: string }
  | { readonly discover: string; readonly candidates: readonly string[] };

/** Equal for steps that share one login. */
export function loginKey(path: HopPath): string {
  return JSON.stringify(path.steps[0]);
}

/** Equal for paths that end together: those of one SSH login, those of one agent on this machine. */
export function rootKey(path: HopPath): string {
  return path.steps[0].method === 'local' ? hopKey({ ...path, steps: [path.steps[0]] }) : loginKey(path);
}

/** Equal for paths that lead to the same agent. */
export function hopKey(path: HopPath): string {
  return [...path.steps.map((step) => JSON.stringify(step)), JSON.stringify(path.python)].join(' ');
}

/** The step that leads to the last account. */
export function lastBecome(path: HopPath): BecomeStep {
  const [, ...steps] = path.steps;
  const last = steps.at(-1);
  if (last === undefined) throw new Error('a path of one step has no become step');
  return last;
}

/** The way to the account before the last. */
export function withoutLastStep(path: HopPath): HopPath {
  const [first, ...steps] = path.steps;
  return { steps: [first, ...steps.slice(0, -1)], python: path.python };
}

/** Where a step leads, for messages. */
export function describeStep(step: TransportStep): string {
  if (step.method === 'local') return 'localhost';
  return `${step.user === undefined ? '' : `${step.user}@`}${step.host}${step.port === undefined ? '' : `:${step.port}`}`;
}
