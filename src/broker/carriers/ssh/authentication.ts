import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import { SingleIdentityAgent } from './agent.ts';
import type { IdentityList } from './identities.ts';
import type { SshSettings } from './settings.ts';

export interface AuthenticationPlan {
  readonly settings: SshSettings;
  /** The methods that the server named last; ssh2 withholds its newest list after an agent's key. */
  serverMethods(): readonly string[];
  /** Called when the server takes public keys at all. */
  loadIdentities(): Promise<IdentityList>;
  /** False where the server's host key is known to be wrong: it gets no password. */
  isTrusted(): boolean;
  /** What ssh would write to stderr on the way. */
  report(lines: readonly string[]): void;
  /** Nothing is left to try. */
  exhausted(): void;
}

/**
 * Tries what the settings allow and the server accepts: each key in turn, then the password, interactively and
 * plainly, once each (Ansible sets NumberOfPasswordPrompts to 1).
 */
export function createAuthenticator(plan: AuthenticationPlan): AuthHandlerMiddleware {
  const attempts = listAttempts(plan);
  return (_methodsLeft, _partialSuccess, next) => {
    attempts.next().then(
      (attempt) => {
        if (attempt.done === true) plan.exhausted();
        else next(attempt.value);
      },
      (error: unknown) => {
        plan.report([error instanceof Error ? error.message : String(error)]);
        plan.exhausted();
      },
    );
  };
}

async function* listAttempts(plan: AuthenticationPlan): AsyncGenerator<AnyAuthMethod, void> {
  yield { type: 'none', username: plan.settings.user };
  const untried = [...plan.settings.authenticationMethods];
  for (;;) {
    const method = untried.find((name) => plan.serverMethods().includes(name));
    if (method === undefined) return;
    untried.splice(untried.indexOf(method), 1);
    if (method === 'publickey') yield* offerKeys(plan);
    else yield* offerPassword(plan, method);
  }
}

async function* offerKeys(plan: AuthenticationPlan): AsyncGenerator<AnyAuthMethod, void> {
  const { identities, lines } = await plan.loadIdentities();
  plan.report(lines);
  for (const identity of identities) {
    // A key may be accepted as the first of two factors, and the server then asks for something else.
    if (!plan.serverMethods().includes('publickey')) return;
    const agent = new SingleIdentityAgent(identity);
    yield { type: 'agent', username: plan.settings.user, agent };
    if (agent.failure !== undefined) plan.report([`Load key "${identity.name}": ${agent.failure.message}`]);
  }
}

function* offerPassword(plan: AuthenticationPlan, method: string): Generator<AnyAuthMethod> {
  const { password, user: username, host, passwordPrompt = '' } = plan.settings;
  if (password === undefined || !plan.isTrusted()) return;
  // The prompts as ssh words them: Ansible answers those alone that hold a text of the user's.
  const answers = (prompt: string): boolean => prompt.includes(passwordPrompt);
  if (method === 'password' && !answers(`${username}@${host}'s password: `)) return;
  if (method === 'password') yield { type: 'password', username, password };
  else {
    yield {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map(({ prompt }) => (answers(`(${username}@${host}) ${prompt}`) ? password : ''))),
    };
  }
}
