import { nearestWord } from '../errors/nearest-word.ts';
import { connectionOptions } from './connection-options/all.ts';
import type { IniSections } from './ini-file.ts';
import { settings } from './settings/all.ts';
import type { SettingTable } from './settings/setting.ts';

/** Sections whose every key mitorun knows. Others belong to programs and plugins that are not ours to judge. */
const ourSections = new Set(
  'defaults privilege_escalation connection ssh_connection inventory colors tags diff selinux persistent_connection'.split(
    ' ',
  ),
);

/** Keys that Ansible knows (or knew) and that no playbook, ad-hoc, inventory or vault run reads. */
const otherKeys = new Set([
  ...['deprecated', 'constant', 'link', 'module', 'plugin', 'reference'].map((name) => `colors.doc_${name}`),
  ...['hash_behavior', 'squash_actions', 'sudo_user', 'ask_sudo_pass', 'ask_su_pass'].map(
    (key) => `defaults.${key}`,
  ),
  // Options of plugins in the usual collections, and those that 2.14 still had.
  'defaults.fact_caching_redis_keyset_name',
  'defaults.fact_caching_redis_sentinel',
  'defaults.jinja2_native_warning',
  'defaults.json_indent',
  'defaults.podman_extra_args',
  'defaults.string_conversion_action',
  ...['buffer_read_timeout', 'host_key_checking', 'log_messages', 'network_cli_retries', 'ssh_type'].map(
    (key) => `persistent_connection.${key}`,
  ),
  'ssh_connection.scp_if_ssh',
]);

/** One warning for each key in ansible.cfg that means nothing, with the nearest one that does. */
export function unknownKeys(ini: IniSections, file: string): string[] {
  const known = knownKeys();
  const warnings: string[] = [];
  for (const [section, options] of ini) {
    if (!ourSections.has(section)) continue;
    for (const key of options.keys()) {
      const place = `${section}.${key}`;
      if (known.has(place)) continue;
      const near = nearest(place, known);
      const advice =
        near === undefined ? '' : `; did you mean '${near.split('.')[1]}' in [${near.split('.')[0]}]?`;
      warnings.push(`${file}: unknown setting '${key}' in [${section}] is ignored${advice}`);
    }
  }
  return warnings;
}

function knownKeys(): Set<string> {
  const known = new Set(otherKeys);
  for (const setting of Object.values(settings as SettingTable))
    for (const place of setting.ini) known.add(place);
  for (const plugin of Object.values(connectionOptions)) {
    for (const option of Object.values(plugin)) for (const place of option.ini) known.add(place);
  }
  return known;
}

function nearest(place: string, known: ReadonlySet<string>): string | undefined {
  const places = new Map(
    [...known].toReversed().map((candidate) => [candidate.split('.')[1] ?? '', candidate]),
  );
  const word = nearestWord(place.split('.')[1] ?? '', places.keys());
  return word === undefined ? undefined : places.get(word);
}
