import { MitorunError } from '../../errors/mitorun-error.ts';
import { encodeEscaping } from '../../python/bytes-text.ts';
import { AgentHop } from './agent-hop.ts';
import { replies } from './words.ts';
import { becomeCommand, pythonCommand, successMarker, withoutAnnouncement } from '../steps/become-command.ts';
import { becomeFailure, type BecomeAttempt, type BecomeEnd } from '../steps/failure.ts';
import { becomeMethod } from '../steps/index.ts';
import { frameKind } from './frames.ts';
import { type HopPath, lastBecome } from '../route/route.ts';
import { passwordLine } from '../steps/password-line.ts';
import { AgentFailure } from './pending-requests.ts';
import { makeVisible } from './protocol-violation.ts';
import { randomMarker } from '../steps/random-marker.ts';
import { StaleSession } from './stale-session.ts';
import { noPython } from './target-facts.ts';

/** Milliseconds that an agent gets, beyond its own time limit, to say that a become command was too slow. */
const answerGrace = 30_000;

/** Where an agent is to be started, and how. */
interface Start extends BecomeAttempt {
  readonly parent: AgentHop;
  readonly path: HopPath;
  readonly interpreter: string;
  readonly patience: number;
}

/**
 * The agent of the last become step's account, started by the one before it: with the command by which Ansible's module
 * would come, or, where the rules of the target forbid a shell, with Python alone.
 */
export async function startBecomeAgent(
  parent: AgentHop,
  path: HopPath,
  becomeTimeout: number,
): Promise<AgentHop> {
  const step = lastBecome(path);
  const start: Start = {
    parent,
    path,
    method: becomeMethod(step.method),
    step,
    transport: path.steps[0],
    // Ansible's discovery asks the login's account alone.
    interpreter: 'interpreter' in path.python ? path.python.interpreter : parent.target.pythonExecutable,
    patience: step.timeout ?? becomeTimeout,
  };
  const first = await spawn(start, becomeCommand(start.interpreter, successMarker(), step.shell));
  if (first instanceof AgentHop) return first;
  const bare = pythonCommand(start.interpreter);
  const second = bare !== undefined && isForbidden(start, first) ? await spawn(start, bare) : first;
  if (second instanceof AgentHop) return second;
  const said = withoutAnnouncement(first.output);
  const missing = noPython(start.interpreter, { code: first.status, stdout: '', stderr: said });
  throw missing ?? becomeFailure(start, first);
}

function isForbidden({ method }: Start, { why, output }: BecomeEnd): boolean {
  if (why !== 'ended' || method.forbidden === undefined) return false;
  return new RegExp(method.forbidden, 'u').test(output);
}

/** Gives the new agent, or how its command ended. */
async function spawn(start: Start, command: readonly string[]): Promise<AgentHop | BecomeEnd> {
  const { parent, path, method, step, patience } = start;
  const { tree, where } = parent;
  const marker = randomMarker(`[${method.name} via mitorun, key=`, '] password:');
  const { number, lost } = tree.newHop(parent.number);
  const head = {
    hop: number,
    argv: method.wrap(step, command, marker),
    prompt: method.prompt(marker, step),
    wrong: method.wrong,
    seconds: patience / 1000,
  };
  const password = step.password === undefined ? undefined : encodeEscaping(passwordLine(step.password));
  try {
    const { reply } = parent.request(frameKind.spawn, head, replies.hello, {
      body: password,
      deadline: patience + answerGrace,
      // A password is never compressed: its length would be all that is gained.
      ...(password && { packed: { bytes: password, compressed: false } }),
    });
    const [pythonVersion, executable, , uid, user, home] = (await reply).head;
    const isGiven = 'interpreter' in path.python;
    const target = {
      pythonVersion,
      pythonExecutable: isGiven ? executable : start.interpreter,
      user,
      uid,
      home,
      discovery: parent.target.discovery,
    };
    return new AgentHop({ path, target, tree, number, where, parent, lost });
  } catch (error) {
    if (!(error instanceof AgentFailure)) throw error;
    if (error.details.code === 'stale') throw new StaleSession(where);
    if (error.details.code !== 'become')
      throw new MitorunError(
        'BECOME',
        `${method.name} was not started on ${where}: ${makeVisible(error.message)}`,
      );
    const { why, status, output } = error.details;
    return {
      why: why ?? 'ended',
      status: status ?? undefined,
      output: makeVisible(output ?? ''),
      patience,
    };
  }
}
