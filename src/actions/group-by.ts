import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Action } from './action.ts';
import { onlyArguments } from './check-arguments.ts';

/** `group_by`: puts the host into a group named by a value of its own. The strategy changes the inventory. */
export const groupBy: Action = {
  effects: { inventory: true },
  isLocal: true,
  inHostOrder: true,
  takesRawParams: true,
  run: async (context) => {
    onlyArguments(context, ['key', 'parents']);
    const { args } = context;
    const key = args.get('key');
    if (key === undefined)
      return Dict.of({ failed: true, msg: "the 'key' param is required when using group_by" });
    const written = args.get('parents') ?? ['all'];
    const parents = Array.isArray(written) ? written : [written];
    const groupName = (name: string): string => name.replaceAll(' ', '-');
    return Dict.of({
      changed: false,
      add_group: groupName(str(key)),
      parent_groups: parents.map((parent) => groupName(str(parent))),
    });
  },
};
