import type { RouteStep } from '../../broker/route/route.ts';
import { type BecomeMethodName, becomeMethodNamed } from '../../config/connection-options/all.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { ConnectionOptions } from '../connection-options.ts';

/** A step whose Python is not known yet. */
type StepTo<Kind extends BecomeMethodName = BecomeMethodName> = {
  readonly [K in Kind]: Omit<RouteStep<K>, 'python'>;
}[Kind];

/**
 * Returns the step to the task's become account. Undefined where become is off, or where the login leads to
 * that account anyway.
 * @param around.seconds how long it may take
 */
export function becomeStep(
  options: ConnectionOptions,
  around: { readonly loginUser: string | undefined; readonly seconds: () => number },
): StepTo | undefined {
  const named = options.namedBecomeMethod();
  if (named === undefined) return undefined;
  const kind = becomeMethodNamed(named);
  if (kind === undefined) {
    throw new MitorunError(
      'ACTION',
      `Invalid become method specified, could not find matching plugin: '${named}'.`,
      {
        origin: options.origin,
        hint: 'Use `ansible-doc -t become -l` to list available plugins.',
      },
    );
  }
  const user = options.text(kind, 'become_user') ?? 'root';
  refuseBecomeUser(user, options);
  if (user === around.loginUser && !options.config.get('BECOME_ALLOW_SAME_USER')) return undefined;
  return stepOf(kind, user, options, around.seconds);
}

function stepOf<Kind extends BecomeMethodName>(
  kind: Kind,
  user: string,
  options: ConnectionOptions,
  seconds: () => number,
): StepTo<Kind> {
  return {
    kind,
    options: options.resolved(kind, { become_user: user }),
    patience: 1000 * seconds(),
    shell: otherShell(options),
  } as StepTo<Kind>;
}

/** Undefined for /bin/sh, so that equal ways to an account are equal. */
function otherShell(options: ConnectionOptions): string | undefined {
  const executable = options.shellExecutable();
  return executable === '' || executable === '/bin/sh' ? undefined : executable;
}

/** su and its kin would read such a name as an option, and give the account of the one who asks or root's. */
function refuseBecomeUser(user: string, options: ConnectionOptions): void {
  if (!/^-|\p{Cc}/u.test(user)) return;
  throw new MitorunError('ACTION', `become_user is ${JSON.stringify(user)}, which is no name of an account`, {
    origin: options.origin,
  });
}
