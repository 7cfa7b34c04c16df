import { readBoolean } from '../parsing/boolean-words.ts';
import type { Terminal } from '../actions/action.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Play } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { templateOrString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { hashPassword } from '../template/filters/password-hash/hash-password.ts';

export interface PromptEdge {
  /** Undefined where nobody can answer: defaults are taken then, with a warning. */
  readonly terminal: Pick<Terminal, 'ask'> | undefined;
  readonly warn: (message: string) => void;
  readonly show: (text: string) => void;
}

/** A play's `vars_prompt` with the fields rendered, for the variables that `-e` does not give. */
export function wantedPrompts(play: Play, render: (value: Value) => Value, extraVars: Dict): Dict[] {
  const written = play.own('vars_prompt');
  const prompts = written === undefined ? null : render(written);
  if (!Array.isArray(prompts)) return [];
  return prompts
    .filter((prompt) => prompt instanceof Dict)
    .filter((prompt) => !extraVars.has(prompt.get('name') ?? null));
}

/** What a listing takes for answers: the defaults. */
export function promptDefaults(prompts: readonly Dict[]): Dict {
  return new Dict(prompts.map((prompt) => [prompt.get('name') ?? null, prompt.get('default') ?? null]));
}

/** Asks for each variable, as `Display.do_var_prompt`. Throws PLAYBOOK where an answer cannot be encrypted. */
export async function askVariables(prompts: readonly Dict[], edge: PromptEdge): Promise<Dict> {
  const answers = new Dict();
  for (const prompt of prompts) {
    const answer = encrypted(await answerTo(prompt, edge), prompt);
    const text = str(answer);
    answers.set(prompt.get('name') ?? null, flag(prompt, 'unsafe', false) ? text : templateOrString(text));
  }
  return answers;
}

async function answerTo(prompt: Dict, { terminal, warn, show }: PromptEdge): Promise<Value> {
  const fallback = prompt.get('default') ?? null;
  let answer = '';
  if (terminal === undefined) warn('Not prompting as we are not in interactive mode');
  else answer = await ask(prompt, fallback, terminal, show);
  if (answer !== '') return answer;
  return fallback ?? (terminal === undefined ? null : '');
}

async function ask(
  prompt: Dict,
  fallback: Value,
  terminal: Pick<Terminal, 'ask'>,
  show: (text: string) => void,
): Promise<string> {
  const name = str(prompt.get('name') ?? null);
  const text = prompt.get('prompt') ?? name;
  const shown = isTruthy(text) ? str(text) : `input for ${name}`;
  const question = fallback !== null && isTruthy(text) ? `${shown} [${str(fallback)}]: ` : `${shown}: `;
  const options = { hidden: flag(prompt, 'private', true) };
  for (;;) {
    const answer = await terminal.ask(question, options);
    if (!flag(prompt, 'confirm', false)) return answer;
    if (answer === (await terminal.ask(`confirm ${question}`, options))) return answer;
    show('***** VALUES ENTERED DO NOT MATCH ****');
  }
}

function encrypted(answer: Value, prompt: Dict): Value {
  const algorithm = prompt.get('encrypt') ?? null;
  if (!isTruthy(algorithm)) return answer;
  try {
    return hashPassword(answer, str(algorithm), {
      salt: prompt.get('salt') ?? null,
      saltSize: prompt.get('salt_size') ?? null,
      rounds: null,
      ident: null,
    });
  } catch (cause) {
    throw new MitorunError(
      'PLAYBOOK',
      cause instanceof Error ? cause.message : 'Could not hash the secret.',
      { cause },
    );
  }
}

function flag(prompt: Dict, name: string, otherwise: boolean): boolean {
  const value = prompt.get(name);
  if (value === undefined || value === null) return otherwise;
  const known = readBoolean(value);
  if (known !== undefined) return known;
  throw new MitorunError(
    'PLAYBOOK',
    `The value '${str(value)}' is not a valid boolean.  Valid booleans include: 0, 1, '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'`,
  );
}
