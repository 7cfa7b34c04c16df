import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Span } from '../../events/span.ts';
import { encodeEscaping } from '../../python/bytes-text.ts';
import type { TargetFacts } from '../hop.ts';
import { passwordLine } from '../password-line.ts';
import { describeRoute } from '../route/describe.ts';
import type { Route, RouteStep } from '../route/route.ts';
import { becomeCommand, pythonCommand, successMarker, withoutAnnouncement } from '../steps/become-command.ts';
import { becomeFailure, type BecomeEnd } from '../steps/failure.ts';
import { launch, type StepTalk } from '../steps/launch.ts';
import { stepWork } from '../steps/index.ts';
import { AgentHop } from './agent-hop.ts';
import { bootstrapCommand, fallbackInterpreter } from './bootstrap-command.ts';
import { frameKind } from './frames.ts';
import { AgentFailure } from './pending-requests.ts';
import { makeVisible } from './protocol-violation.ts';
import { StaleSession } from './stale-session.ts';
import { noPython, targetFacts } from './target-facts.ts';
import { replies, type Hello } from './words.ts';

/** Milliseconds that an agent gets, beyond its own time limit, to say that a step was too slow. */
const answerGrace = 30_000;

/** Where an agent is to be started, and by which step. */
interface Start {
  readonly parent: AgentHop;
  readonly route: Route;
  readonly step: RouteStep;
  readonly patience: number;
  readonly asker: Span;
}

/** A command that becomes an agent, and what its greeting says of the place. */
interface AgentCommand {
  readonly interpreter: string;
  readonly words: readonly string[];
  /** The same without a shell, for rules that allow Python alone. */
  readonly bare?: readonly string[] | undefined;
  readonly facts: (hello: Hello) => TargetFacts;
}

/** How a command ended that did not become an agent. */
interface FailedStart {
  readonly talk: StepTalk;
  readonly end: BecomeEnd;
}

/**
 * Starts the agent behind the last step, from the agent before it. Uses the command that Ansible's module
 * would come by. Where the target's rules forbid a shell, uses Python alone.
 * @param step the route's last
 */
export async function startByStep(
  parent: AgentHop,
  route: Route,
  step: RouteStep,
  { becomeTimeout, asker }: { readonly becomeTimeout: number; readonly asker: Span },
): Promise<AgentHop> {
  const start: Start = { parent, route, step, patience: step.patience ?? becomeTimeout, asker };
  const { interpreter, words, bare, facts } = stepWork(step).changesMachine
    ? onAnotherMachine(step)
    : inAnotherAccount(step, parent);
  const first = await spawn(start, words, facts);
  if (first instanceof AgentHop) return first;
  const second = bare !== undefined && isForbidden(first) ? await spawn(start, bare, facts) : first;
  if (second instanceof AgentHop) return second;
  const written = withoutAnnouncement(first.end.output);
  const missing = noPython(interpreter, { code: first.end.status, stdout: '', stderr: written });
  throw missing ?? becomeFailure({ talk: first.talk, carrier: route.carrier }, first.end);
}

/** Ansible discovers Python in the login's account alone, and uses the result for other accounts too. */
function inAnotherAccount({ python, shell }: RouteStep, parent: AgentHop): AgentCommand {
  const isGiven = 'interpreter' in python;
  const interpreter = isGiven ? python.interpreter : parent.target.pythonExecutable;
  return {
    interpreter,
    words: becomeCommand(interpreter, successMarker(), shell),
    bare: pythonCommand(interpreter),
    facts: ([pythonVersion, executable, , uid, user, home]) => ({
      pythonVersion,
      pythonExecutable: isGiven ? executable : interpreter,
      user,
      uid,
      home,
      discovery: parent.target.discovery,
    }),
  };
}

/** Another machine has another Python, which is sought there. */
function onAnotherMachine({ python }: RouteStep): AgentCommand {
  return {
    interpreter: 'interpreter' in python ? python.interpreter : fallbackInterpreter,
    words: bootstrapCommand(python),
    facts: (hello) => targetFacts(python, hello),
  };
}

function isForbidden({ talk, end }: FailedStart): boolean {
  const { forbidden } = talk.work;
  return end.why === 'ended' && forbidden !== undefined && new RegExp(forbidden, 'u').test(end.output);
}

/** Gives the new agent, or how its command ended. */
async function spawn(
  { parent, route, step, patience, asker }: Start,
  command: readonly string[],
  facts: AgentCommand['facts'],
): Promise<AgentHop | FailedStart> {
  const { tree } = parent;
  const { argv, talks } = launch([step], command);
  const [talk] = talks;
  if (talk === undefined) throw new Error('a launch of one step has one talk');
  const { number, lost } = tree.newHop(parent.number);
  const answers = talk.prompts.map(({ answer }) => encodeEscaping(passwordLine(answer ?? '')));
  const body = Buffer.concat(answers);
  const head = {
    hop: number,
    argv,
    prompts: talk.prompts.map(({ pattern }, index) => [pattern, answers[index]?.length || null]),
    wrong: talk.work.wrong,
    seconds: patience / 1000,
  };
  try {
    const { reply } = parent.request(frameKind.spawn, head, replies.hello, {
      asker,
      body,
      deadline: patience + answerGrace,
      // A password is never compressed: its length would be all that is gained.
      packed: { bytes: body, compressed: false },
    });
    const target = facts((await reply).head);
    return new AgentHop({ route, target, tree, number, where: describeRoute(route), parent, lost });
  } catch (error) {
    if (!(error instanceof AgentFailure)) throw error;
    if (error.details.code === 'stale') throw new StaleSession(parent.where);
    if (error.details.code !== 'become')
      throw new MitorunError(
        'BECOME',
        `${step.kind} was not started on ${parent.where}: ${makeVisible(error.message)}`,
      );
    const { why, status, output } = error.details;
    return {
      talk,
      end: {
        why: why ?? 'ended',
        status: status ?? undefined,
        output: makeVisible(output ?? ''),
        patience,
      },
    };
  }
}
