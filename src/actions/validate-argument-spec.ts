import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { repr, str } from '../python/repr.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import type { Action, ActionContext } from './action.ts';
import { validateArguments } from './argument-spec/validate.ts';

/** `validate_argument_spec`: checks variables against a role's spec; what is wrong becomes the failure's message. */
export const validateArgumentSpec: Action = {
  isLocal: true,
  run: async (context) => {
    const { args } = context;
    const result = Dict.of({ validate_args_context: args.get('validate_args_context') ?? new Dict() });
    const spec = args.get('argument_spec');
    if (spec === undefined) {
      throw new MitorunError('ACTION', `"argument_spec" arg is required in args: ${repr(args)}`, {
        origin: context.origin,
      });
    }
    const provided = args.get('provided_arguments') ?? new Dict();
    requireDict(context, 'argument_spec', spec);
    requireDict(context, 'provided_arguments', provided);
    if (!(spec instanceof Dict) || !(provided instanceof Dict)) return result;
    const given = await context.templar.inJob(() => variablesNamedBy(context, spec));
    for (const [name, value] of provided) given.set(name, value);
    const { errors } = validateArguments(spec, given);
    if (errors.length > 0) {
      const messages = errors.map(({ message }) => message);
      result.set('failed', true);
      result.set('msg', `Validation of arguments failed:\n${messages.join('\n')}`);
      result.set('argument_spec_data', spec);
      result.set('argument_errors', messages);
      return result;
    }
    result.set('changed', false);
    result.set('msg', 'The arg spec validation passed');
    return result;
  },
};

function requireDict(context: ActionContext, name: string, value: Value): void {
  if (value instanceof Dict) return;
  const problem = `Incorrect type for ${name}, expected dict and got <class '${typeName(value)}'>`;
  throw new MitorunError('ACTION', problem, { origin: context.origin });
}

function variablesNamedBy({ templar }: ActionContext, spec: Dict): Dict {
  const found = new Dict();
  for (const name of spec.keys()) {
    const value = templar.variable(str(name));
    if (value !== undefined) found.set(name, value);
  }
  return found;
}
