import { RequestEnded } from '../ending.ts';
import { carrierTraits } from '../carriers/index.ts';
import type { RouteCarrier } from '../route/route.ts';
import { withoutAnnouncement } from './become-command.ts';
import type { StepWork } from './index.ts';
import type { StepTalk } from './launch.ts';

/** Why a become command did not get to the account, as the agent or the plain channel saw it. */
export interface BecomeEnd {
  readonly why: 'wrong' | 'missing' | 'refused' | 'timeout' | 'ended';
  readonly status: number | undefined;
  /** What it had written, without the prompt. */
  readonly output: string;
  /** Milliseconds it was waited for. */
  readonly patience: number;
}

/** Where it was tried, and by which step. */
export interface BecomeAttempt {
  readonly talk: StepTalk;
  readonly carrier: RouteCarrier;
}

/** The command ended over ssh without a word that is known: Ansible reports that as a module's outcome. */
export class BecomeCommandEnded extends RequestEnded {
  readonly rc: number;
  readonly output: string;

  constructor(message: string, rc: number, output: string) {
    super(
      { why: 'refused', phase: 'become' },
      'BECOME',
      message,
      output === '' ? {} : { cause: new Error(output) },
    );
    this.rc = rc;
    this.output = output;
  }
}

/** ssh's own exit code for a connection that failed, which Ansible cannot tell from a command's. */
const sshFailed = 255;

/**
 * Ansible's words for it (plugins/connection/ssh.py and local.py). The host is unreachable where no answer came in time,
 * and where the command's exit code is the one of a failed ssh; else the task fails.
 */
export function becomeFailure(attempt: BecomeAttempt, end: BecomeEnd): RequestEnded {
  const { work } = attempt.talk;
  const ending = { why: end.why === 'timeout' ? 'timedOut' : 'refused', phase: 'become' } as const;
  const said = withoutAnnouncement(end.output).trim();
  const options = said === '' ? {} : { cause: new Error(said) };
  const unreachable = reasonUnreachable(attempt, end, said);
  if (unreachable !== undefined) return new RequestEnded(ending, 'CONNECTION', unreachable, options);
  const password = passwordFault(work, end, said);
  if (password !== undefined) return new RequestEnded(ending, 'BECOME', password, options);
  const rest = said === '' ? '' : `: ${said}`;
  const failed = `${work.kind} failed (rc=${end.status ?? 'unknown'})${rest}`;
  if (!carrierTraits[attempt.carrier.kind].logsIn || end.status === undefined)
    return new RequestEnded(ending, 'BECOME', failed, options);
  return new BecomeCommandEnded(failed, end.status, said);
}

function reasonUnreachable(
  { talk, carrier }: BecomeAttempt,
  end: BecomeEnd,
  said: string,
): string | undefined {
  if (end.why === 'timeout' && !carrierTraits[carrier.kind].logsIn) {
    const answers = talk.prompts.some(({ answer }) => answer !== undefined);
    const orPrompt = answers ? ' or become password prompt' : '';
    const output = said === '' ? '' : `\n>>> Standard Output\n${said}`;
    return `Timed out waiting for become success${orPrompt}.${output}`;
  }
  if (end.why === 'timeout')
    return `Timeout (${Math.round(end.patience / 1000)}s) waiting for privilege escalation prompt: ${said}`;
  if (end.why !== 'ended' || end.status !== sshFailed || carrier.kind !== 'ssh') return undefined;
  return `Data could not be sent to remote host "${carrier.options.host}". Make sure this host can be reached over ssh: ${said}`;
}

function passwordFault(work: StepWork, end: BecomeEnd, said: string): string | undefined {
  if (end.why === 'missing' || (work.missing !== undefined && new RegExp(work.missing, 'u').test(said)))
    return `Missing ${work.kind} password`;
  const isWrong = end.why !== 'ended' || (work.wrong !== undefined && new RegExp(work.wrong, 'u').test(said));
  return isWrong ? `Incorrect ${work.kind} password` : undefined;
}
