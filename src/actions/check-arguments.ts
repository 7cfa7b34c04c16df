import { shortName } from '../parsing/builtin-name.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { validateArguments } from './argument-spec/validate.ts';

/** A spec in the form of mitorun's own code. */
export type OwnSpec = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/**
 * The arguments of an action that checks them as a module would, converted and with defaults. Throws ActionFailure for
 * the first thing that is wrong (`ActionBase.validate_argument_spec`).
 */
export function checkedArguments(
  context: ActionContext,
  spec: OwnSpec,
  rules: Readonly<Record<string, Value>> = {},
): Dict {
  const options = new Dict(Object.entries(spec).map(([name, option]) => [name, Dict.of(option)]));
  const { parameters, errors } = validateArguments(options, context.args, Dict.of(rules));
  const [error] = errors;
  if (!error) return parameters;
  const name = shortName(context.action);
  throw new ActionFailure(
    error.isUnsupported ? `Unsupported parameters for (${name}) module: ${error.message}` : error.message,
  );
}

/** Throws ActionFailure for arguments that the action doesn't know (`_VALID_ARGS`). */
export function onlyArguments(context: ActionContext, known: readonly string[]): void {
  const unknown = [...context.args.keys()].map(str).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ActionFailure(`Invalid options for ${context.action}: ${unknown.join(',')}`);
}
