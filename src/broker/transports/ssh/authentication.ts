import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware } from 'ssh2';
import { SingleIdentityAgent } from './agent.ts';
import type { IdentityList } from './identities.ts';
import type { SshSettings } from './settings.ts';

export interface AuthenticationPlan {
  readonly settings: SshSettings;
  /** Called when the server takes public keys at all. */
  loadIdentities(): Promise<IdentityList>;
  /** False where the server's host key is known to be wrong: it gets no password. */
  isTrusted(): boolean;
  /** What ssh would write to stderr on the way. */
  report(lines: readonly string[]): void;
  /** Nothing is left to try; the names are the methods that the server would still take. */
  exhausted(serverMethods: readonly string[]): void;
}

/**
 * Tries what the settings allow and the server accepts: each key in turn, then the password, interactively and
 * plainly, once each (Ansible sets NumberOfPasswordPrompts to 1).
 */
export function createAuthenticator(plan: AuthenticationPlan): AuthHandlerMiddleware {
  let serverMethods: readonly string[] = [];
  const attempts = listAttempts(plan, () => serverMethods);
  return (methodsLeft: readonly AuthenticationType[] | null, _partialSuccess, next) => {
    if (methodsLeft !== null) serverMethods = methodsLeft;
    attempts.next().then(
      (attempt) => {
        if (attempt.done === true) plan.exhausted(serverMethods);
        else next(attempt.value);
      },
      (error: unknown) => {
        plan.report([error instanceof Error ? error.message : String(error)]);
        plan.exhausted(serverMethods);
      },
    );
  };
}

async function* listAttempts(
  plan: AuthenticationPlan,
  serverMethods: () => readonly string[],
): AsyncGenerator<AnyAuthMethod, void> {
  yield { type: 'none', username: plan.settings.user };
  const untried = [...plan.settings.authenticationMethods];
  // ssh2 keeps the server's new list from us after an agent's key was taken as the first of two factors.
  let firstFactorAccepted = false;
  for (;;) {
    const method = untried.find((name) => firstFactorAccepted || serverMethods().includes(name));
    if (method === undefined) return;
    untried.splice(untried.indexOf(method), 1);
    if (method === 'publickey') firstFactorAccepted = yield* offerKeys(plan);
    else yield* offerPassword(plan, method);
  }
}

/** Returns whether a key was accepted, and yet the server wants more. */
async function* offerKeys(plan: AuthenticationPlan): AsyncGenerator<AnyAuthMethod, boolean> {
  const { identities, lines } = await plan.loadIdentities();
  plan.report(lines);
  for (const identity of identities) {
    const agent = new SingleIdentityAgent(identity);
    yield { type: 'agent', username: plan.settings.user, agent };
    if (agent.failure !== undefined) plan.report([`Load key "${identity.name}": ${agent.failure.message}`]);
    else if (agent.accepted) return true;
  }
  return false;
}

function* offerPassword(plan: AuthenticationPlan, method: string): Generator<AnyAuthMethod> {
  const { password, user: username } = plan.settings;
  if (password === undefined || !plan.isTrusted()) return;
  if (method === 'password') yield { type: 'password', username, password };
  else {
    yield {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
    };
  }
}
