import { decodeEscaping } from '../python/bytes-text.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOutcome } from '../broker/hop.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Action, ActionContext } from './action.ts';
import { onlyArguments } from './check-arguments.ts';
import { integerArgument } from './wait-for-connection.ts';
import { type Distribution, distributionOf, systemWords } from './reboot-commands.ts';

const known = [
  'boot_time_command',
  'connect_timeout',
  'msg',
  'post_reboot_delay',
  'pre_reboot_delay',
  'reboot_command',
  'reboot_timeout',
  'search_paths',
  'test_command',
];

/** `reboot`: restarts the target and waits until it is another boot that answers. Never the machine mitorun runs on. */
export const reboot: Action = {
  effects: { connection: true },
  run: async (context) => {
    if (context.connection === 'local') {
      const msg = `Running ${context.action} with local connection would reboot the control node.`;
      return Dict.of({ changed: false, elapsed: 0, rebooted: false, failed: true, msg });
    }
    if (context.checkMode) return Dict.of({ changed: true, elapsed: 0, rebooted: true });
    onlyArguments(context, known);
    const distribution = await askDistribution(context);
    let before: string;
    try {
      before = await bootTime(context, distribution);
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code === 'CONNECTION') throw error;
      return Dict.of({ failed: true, reboot: false, msg: error.message });
    }
    const began = Date.now();
    const outcome = await restart(context, distribution);
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000);
    if (outcome && outcome.rc !== 0) {
      const [stdout, stderr] = [outcome.stdout, outcome.stderr].map((stream) =>
        decodeEscaping(stream).trim(),
      );
      const msg = `Reboot command failed. Error was: '${stdout}, ${stderr}'`;
      return Dict.of({ failed: true, rebooted: false, msg, elapsed: elapsed() });
    }
    await sleep(1000 * delayOf(context, 'post_reboot_delay'), undefined, { signal: context.signal });
    const problem = await untilRebooted(context, distribution, before);
    if (problem !== undefined)
      return Dict.of({ failed: true, rebooted: true, msg: problem, elapsed: elapsed() });
    return Dict.of({ rebooted: true, changed: true, elapsed: elapsed() });
  },
};

async function askDistribution(context: ActionContext): Promise<Distribution> {
  const { data: gathered } = await context.runModule(
    'ansible.legacy.setup',
    Dict.of({ gather_subset: 'min' }),
  );
  if (isTruthy(gathered.get('failed') ?? false)) {
    const output = ['module_stdout', 'module_stderr'].map((name) => str(gathered.get(name) ?? '').trim());
    throw new MitorunError('ACTION', `Failed to determine system distribution. ${output.join(', ')}`, {
      origin: context.origin,
    });
  }
  const facts = gathered.get('ansible_facts');
  return distributionOf(facts instanceof Dict ? facts : new Dict());
}

async function bootTime(context: ActionContext, distribution: Distribution): Promise<string> {
  const command = str(context.args.get('boot_time_command') ?? systemWords.bootTime(distribution));
  const { rc, stdout, stderr } = await context.command({ command });
  if (rc === 0) return decodeEscaping(stdout).trim();
  throw new MitorunError(
    'ACTION',
    `${context.action}: failed to get host boot time info, rc: ${rc}, stdout: ${decodeEscaping(stdout)}, stderr: ${decodeEscaping(stderr)}`,
    { origin: context.origin },
  );
}

/** Nothing where the connection went down before the command ended, as it may. */
async function restart(
  context: ActionContext,
  distribution: Distribution,
): Promise<CommandOutcome | undefined> {
  const command = await restartCommand(context, distribution);
  context.display(`${context.action}: rebooting server...`, 3);
  try {
    return await context.command({ command });
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'CONNECTION') return undefined;
    throw error;
  }
}

async function restartCommand(context: ActionContext, distribution: Distribution): Promise<string> {
  const { args } = context;
  const written = args.get('reboot_command') ?? null;
  const [program = '', ...words] = (
    written === null ? systemWords.shutdown(distribution) : str(written)
  ).split(' ');
  const delay = delayOf(context, 'pre_reboot_delay');
  const message = str(args.get('msg') ?? 'Reboot initiated by Ansible');
  const rest =
    written === null ? systemWords.shutdownArguments(distribution, delay, message) : words.join(' ');
  return `${program.startsWith('/') ? program : await findProgram(context, program)} ${rest}`;
}

async function findProgram(context: ActionContext, name: string): Promise<string> {
  const given = context.args.get('search_paths') ?? null;
  const paths =
    given === null
      ? ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin']
      : Array.isArray(given)
        ? given
        : [given];
  const { data: found } = await context.runModule(
    'ansible.legacy.find',
    Dict.of({ paths, patterns: [name], file_type: 'any' }),
  );
  const files = found.get('files');
  const first = Array.isArray(files) ? files[0] : undefined;
  if (first instanceof Dict) return str(first.get('path') ?? '');
  throw new MitorunError('ACTION', `Unable to find command "${name}" in search paths: ${str(paths)}`, {
    origin: context.origin,
  });
}

function delayOf(context: ActionContext, name: string): number {
  return Math.max(0, integerArgument(context.args, name, integerArgument(context.args, `${name}_sec`, 0)));
}

async function untilRebooted(
  context: ActionContext,
  distribution: Distribution,
  before: string,
): Promise<string | undefined> {
  const timeout = integerArgument(context.args, 'reboot_timeout', 600);
  const rebooted = await retried(context, timeout, async () => {
    await context.resetConnection();
    const now = await bootTime(context, distribution);
    if (now === '' || now === before) throw new MitorunError('ACTION', 'boot time has not changed');
  });
  if (!rebooted) return `Timed out waiting for last boot time check (timeout=${timeout})`;
  const works = await retried(context, timeout, async () => {
    const command = str(context.args.get('test_command') ?? systemWords.test(distribution));
    const { rc, stdout, stderr } = await context.command({ command });
    if (rc !== 0)
      throw new MitorunError(
        'ACTION',
        `Test command failed: ${decodeEscaping(stderr)} ${decodeEscaping(stdout)}`,
      );
  });
  return works ? undefined : `Timed out waiting for post-reboot test command (timeout=${timeout})`;
}

/** Whether it succeeded in time; the pauses between tries double up to 12 s, with a little chance in them. */
async function retried(
  context: ActionContext,
  timeout: number,
  attempt: () => Promise<void>,
): Promise<boolean> {
  const end = Date.now() + timeout * 1000;
  for (let failures = 0; Date.now() < end; failures++) {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (context.signal.aborted || !(error instanceof MitorunError)) throw error;
      const seconds = Math.min(2 ** failures, 12) + Math.random();
      context.display(`${context.action}: ${error.message}, retrying in ${seconds.toFixed(4)} seconds...`, 3);
      await sleep(seconds * 1000, undefined, { signal: context.signal });
    }
  }
  return false;
}
