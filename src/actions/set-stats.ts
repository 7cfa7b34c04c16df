import { MitorunError } from '../errors/mitorun-error.ts';
import { variableNameProblem } from '../playbook/variables.ts';
import { Dict } from '../python/dict.ts';
import type { Action } from './action.ts';
import { onlyArguments } from './action-arguments.ts';
import { isTrueArgument } from './argument-values.ts';

/** `set_stats`: values for the statistics at the end of the run. */
export const setStats: Action = {
  isLocal: true,
  run: async (context) => {
    onlyArguments(context, ['aggregate', 'data', 'per_host']);
    const { args, origin } = context;
    const data = args.get('data') ?? new Dict();
    if (!(data instanceof Dict))
      return Dict.of({ failed: true, msg: "The 'data' option needs to be a dictionary/hash" });
    for (const name of data.keys()) {
      const problem = variableNameProblem(name);
      if (problem !== undefined) throw new MitorunError('ACTION', problem, { origin });
    }
    const stats = Dict.of({
      data,
      per_host: isTrueArgument(args, 'per_host', false),
      aggregate: isTrueArgument(args, 'aggregate', true),
    });
    return Dict.of({ changed: false, ansible_stats: stats });
  },
};
