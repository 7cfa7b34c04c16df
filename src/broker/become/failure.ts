import { MitorunError } from '../../errors/mitorun-error.ts';
import type { BecomeMethod } from './method.ts';

/** Why a become command did not get to the account, as the agent or the plain channel saw it. */
export interface BecomeEnd {
  readonly why: 'wrong' | 'missing' | 'refused' | 'timeout' | 'ended';
  readonly status: number | undefined;
  /** What it had said, without the prompt. */
  readonly output: string;
  /** Milliseconds it was waited for. */
  readonly patience: number;
}

/** Ansible's words for it (plugins/connection/ssh.py). */
export function becomeFailure(method: BecomeMethod, end: BecomeEnd): MitorunError {
  const said = end.output.trim();
  return new MitorunError(
    'BECOME',
    message(method, end, said),
    said === '' ? {} : { cause: new Error(said) },
  );
}

function message(method: BecomeMethod, end: BecomeEnd, said: string): string {
  if (end.why === 'timeout') {
    return `Timeout (${Math.round(end.patience / 1000)}s) waiting for privilege escalation prompt: ${said}`;
  }
  if (end.why === 'missing' || (method.missing !== undefined && new RegExp(method.missing, 'u').test(said))) {
    return `Missing ${method.name} password`;
  }
  if (end.why !== 'ended' || new RegExp(method.wrong, 'u').test(said))
    return `Incorrect ${method.name} password`;
  return `${method.name} failed (rc=${end.status ?? 'unknown'})${said === '' ? '' : `: ${said}`}`;
}
