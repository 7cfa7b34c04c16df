import { expect, it } from 'vitest';
import { connectionOptions } from '../../src/config/connection-options/all.ts';
import type { PluginOption } from '../../src/config/connection-options/plugin-option.ts';
import { UnreadVariables } from '../../src/executor/unread-variables.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';

/** What is told of these hosts, each asked twice. */
function warnings(hosts: Readonly<Record<string, Readonly<Record<string, Value>>>>): string[] {
  const messages: string[] = [];
  const unread = new UnreadVariables();
  const emit = (event: RunEvent): void => {
    if (event.kind === 'warning') messages.push(event.message);
  };
  for (const [host, variables] of [...Object.entries(hosts), ...Object.entries(hosts)]) {
    const known = new MapVariables(new Map(Object.entries(variables)));
    unread.warn(
      host,
      new Templar(new TemplateEngine({ registry: libraryRegistry() }), known, plainLookups('/')),
      emit,
    );
  }
  return messages;
}

it('names what to use in place of variables of Mitogen that change neither where nor as whom, once a run', () => {
  const said = warnings({
    h1: { mitogen_ssh_compression: true, mitogen_lxc_path: '/usr/bin/lxc' },
    h2: { mitogen_ssh_compression: true },
  });
  expect(said).toEqual([
    'mitogen_ssh_compression (of h1) is not read by mitorun yet: set ansible_ssh_common_args to "-o Compression=yes" instead. This is said once a run.',
    'mitogen_lxc_path (of h1) is not read by mitorun yet: mitorun has no such connection. This is said once a run.',
  ]);
});

it('has nothing to say of hosts without them, or with empty ones', () => {
  expect(warnings({ h1: { a: 1 }, h2: { mitogen_ssh_compression: '', mitogen_kind: null } })).toEqual([]);
});

it('tells of connection variables that have no effect, but where they ask for what happens anyway (item 11)', () => {
  expect(
    warnings({
      h1: { ansible_control_path: '/x', ansible_pipelining: true, ansible_ssh_pipelining: 'yes' },
      h2: { ansible_shell_allow_world_readable_temp: 'yes', ansible_sftp_batch_mode: 'true' },
    }),
  ).toEqual([
    'ansible_control_path (of h1) has no effect in mitorun: connections are shared in process. This is said once a run.',
    'ansible_shell_allow_world_readable_temp (of h2) has no effect in mitorun: temporary files are passed through the agents. This is said once a run.',
  ]);
});

it('tells of a variable of Mitogen that nobody knows (item 11)', () => {
  expect(warnings({ h1: { mitogen_task_isolation: 'fork', mitogen_ssh_compresion: false } })).toEqual([
    'mitogen_ssh_compresion (of h1) is no variable that Mitogen or mitorun knows. This is said once a run.',
  ]);
});

it.each(
  Object.values(connectionOptions)
    .flatMap((options) => Object.values(options) as PluginOption[])
    .filter(({ ignored }) => ignored !== undefined)
    .flatMap(({ variables, type }) => variables.map((name) => [name, type] as const)),
)('%s is told of or asks for what happens anyway (item 11)', (name, type) => {
  const values = type === 'boolean' ? [true, false] : ['other'];
  expect(values.flatMap((value) => warnings({ h1: { [name]: value } })).length).toBeLessThanOrEqual(1);
  if (type !== 'boolean') expect(warnings({ h1: { [name]: 'other' } })).toHaveLength(1);
});
