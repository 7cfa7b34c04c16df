import { shortName } from '../parsing/builtin-name.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunServices } from '../executor/services.ts';
import type { Play } from '../playbook/model.ts';
import { runFree } from './free.ts';
import { runLinear, type StrategyResult } from './linear.ts';
import type { PlayRun } from './play-run.ts';

/** How a play goes from task to task and from host to host. */
interface Strategy {
  readonly run: (run: PlayRun) => Promise<StrategyResult>;
  /** Whether the task debugger is on. */
  readonly debugs: boolean;
}

const strategies: ReadonlyMap<string, Strategy> = new Map([
  ['linear', { run: runLinear, debugs: false }],
  ['debug', { run: runLinear, debugs: true }],
  ['free', { run: (run: PlayRun) => runFree(run, { hostPinned: false }), debugs: false }],
  ['host_pinned', { run: (run: PlayRun) => runFree(run, { hostPinned: true }), debugs: false }],
]);

const othersDeprecated =
  'Use of strategy plugins not included in ansible.builtin are deprecated and do not carry any backwards compatibility guarantees. ' +
  'No alternative for third party strategy plugins is currently planned.';

/**
 * Returns the strategy of this name. A plug-in in Python that changes nothing of the strategy it derives from
 * is run as that one, with a deprecation. Throws MitorunError PLAYBOOK for all others.
 */
export function chooseStrategy(name: string, play: Play, services: RunServices): Strategy {
  const own = strategies.get(ownName(name));
  // A file of the user's comes before ansible-core's own, and Mitogen's is not needed.
  if (own && !(strategies.has(name) && services.hasStrategyFile(name))) return own;
  const found = inPython(name, play, services);
  services.emit({ kind: 'deprecation', message: othersDeprecated });
  const base = found && strategies.get(found.base);
  if (!found)
    throw new MitorunError('PLAYBOOK', `Invalid play strategy specified: ${name}`, {
      origin: play.origin,
      hint: 'mitorun has the strategies linear, free, host_pinned and debug.',
    });
  if (base && found.overridden.length === 0) return base;
  const what = base
    ? `it replaces ${found.overridden.join(', ')} of strategy ${found.base}`
    : 'it derives from none of linear, free, host_pinned and debug';
  throw new MitorunError(
    'PLAYBOOK',
    `Strategy ${name} cannot be used: ${what}, and mitorun runs no strategies in Python`,
    {
      origin: play.origin,
      hint: `Use \`strategy: ${base ? found.base : 'linear'}\` where that does, or run this playbook with ansible-playbook.`,
    },
  );
}

function inPython(name: string, { origin }: Play, services: RunServices) {
  try {
    return services.findStrategy(name);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    const { message, hint } = error;
    const about = { origin, ...(hint !== undefined && { hint }) };
    throw new MitorunError('PLAYBOOK', `Strategy ${name} could not be loaded: ${message}`, about);
  }
}

/** Mitogen's own `mitogen` is linear. */
function ownName(name: string): string {
  if (name === 'mitogen') return 'linear';
  return shortName(name).replace(/^mitogen_/, '');
}
