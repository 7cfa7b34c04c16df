import { expect, it } from 'vitest';
import { warnOfMitogenVariables } from '../../src/executor/mitogen-variables.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import { TemplateString } from '../../src/python/template-string.ts';
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

const via = (host: string): string =>
  `mitogen_via of ${host} is not followed yet: mitorun connects to ${host} itself, not through 'bastion'. ` +
  `For a jump host, set ansible_ssh_common_args of ${host} to "-o ProxyJump=user@host:port".`;

it('tells once a host that mitogen_via is not followed', () => {
  const jump = new TemplateString('{{ jump }}');
  expect(warnings({ h1: { mitogen_via: 'bastion' }, h2: { mitogen_via: jump, jump: 'bastion' } })).toEqual([
    via('h1'),
    via('h2'),
  ]);
});

it('names what to use in place of other variables of Mitogen', () => {
  expect(warnings({ h1: { mitogen_ssh_compression: true, mitogen_lxc_path: '/usr/bin/lxc' } })).toEqual([
    'mitogen_ssh_compression of h1 is not read by mitorun: set ansible_ssh_common_args to "-o Compression=yes" instead.',
    'mitogen_lxc_path of h1 is not read by mitorun: mitorun has no such connection.',
  ]);
});

it('has nothing to say of hosts without them, or with empty ones', () => {
  expect(warnings({ h1: { a: 1 }, h2: { mitogen_via: '', mitogen_kind: null } })).toEqual([]);
});
