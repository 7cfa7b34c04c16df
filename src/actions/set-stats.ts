import { invalidVariableName } from '../playbook/variables.ts';
import { Dict } from '../python/dict.ts';
import { originOf } from '../yaml/origins.ts';
import type { Action } from './action.ts';
import { onlyArguments } from './check-arguments.ts';
import { isTrueArgument } from './argument-values.ts';

/** `set_stats`: values for the statistics at the end of the run. */
export const setStats: Action = {
  isLocal: true,
  keepsVaults: true,
  run: async (context) => {
    onlyArguments(context, ['aggregate', 'data', 'per_host']);
    const { args } = context;
    const data = args.get('data') ?? new Dict();
    if (!(data instanceof Dict))
      return Dict.of({ failed: true, msg: "The 'data' option needs to be a dictionary/hash" });
    for (const name of data.keys()) {
      const fault = invalidVariableName(name, originOf(data, name));
      if (fault) throw fault;
    }
    const stats = Dict.of({
      data,
      per_host: isTrueArgument(args, 'per_host', false),
      aggregate: isTrueArgument(args, 'aggregate', true),
    });
    return Dict.of({ changed: false, ansible_stats: stats });
  },
};
