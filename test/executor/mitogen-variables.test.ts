import { expect, it } from 'vitest';
import { warnOfMitogenVariables } from '../../src/executor/mitogen-variables.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';

/** What is told of these hosts, each asked twice. */
function warnings(hosts: Readonly<Record<string, Readonly<Record<string, Value>>>>): string[] {
  const messages: string[] = [];
  const emit = (event: RunEvent): void => {
    if (event.kind === 'warning') messages.push(event.message);
  };
  for (const [host, variables] of [...Object.entries(hosts), ...Object.entries(hosts)]) {
    const known = new MapVariables(new Map(Object.entries(variables)));
    warnOfMitogenVariables(
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
