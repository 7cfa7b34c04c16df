import { parseAddress } from '../inventory/address.ts';
import { loadedClass } from '../playbook/playbook-fault.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import type { Action } from './action.ts';
import { ActionFailure } from './action-failure.ts';

/** `add_host`: a host for the rest of the run. The strategy adds it, and finds out whether that changed anything. */
export const addHost: Action = {
  effects: { inventory: true },
  bypassHostLoop: true,
  isLocal: true,
  takesRawParams: true,
  keepsVaults: true,
  run: async (context) => {
    const args = withRawParams(context.args);
    const written = args.get('name') ?? args.get('hostname') ?? args.get('host') ?? null;
    if (written === null) throw new ActionFailure('name, host or hostname needs to be provided');
    context.display(`creating host via 'add_host': hostname=${str(written)}`, 2);
    const address = parseAddress(str(written), { ranges: false });
    const variables = new Dict();
    if (address?.port !== undefined) args.set('ansible_ssh_port', address.port);
    for (const [name, value] of args) {
      if (!['name', 'hostname', 'groupname', 'groups'].includes(str(name))) variables.set(name, value);
    }
    const groups = groupNames(args.get('groupname') ?? args.get('groups') ?? args.get('group') ?? '');
    const added = Dict.of({ host_name: address?.host ?? str(written), groups, host_vars: variables });
    return Dict.of({ changed: false, add_host: added });
  },
};

/** `add_host: "{{ a mapping }}"`, whose members the other arguments come before. */
function withRawParams(args: Dict): Dict {
  const raw = args.get('_raw_params');
  if (raw === undefined) return args;
  if (!(raw instanceof Dict)) {
    throw new ActionFailure(
      `Invalid raw parameters passed, requires a dictionary/mapping got a  ${loadedClass(raw)}`,
    );
  }
  const merged = raw.copy();
  for (const [name, value] of args) if (name !== '_raw_params') merged.set(name, value);
  return merged;
}

function groupNames(written: Value): Value[] {
  if (!isTruthy(written)) return [];
  const listed = typeof written === 'string' ? written.split(',') : written;
  if (!Array.isArray(listed)) throw new ActionFailure('Groups must be specified as a list.');
  return [...new Set(listed.map((name) => str(name).trim()))];
}
