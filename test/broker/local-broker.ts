import { homedir } from 'node:os';
import { join } from 'node:path';
import { createBroker } from '../../src/broker/broker.ts';
import type { ConnectionEvent } from '../../src/events/connection-event.ts';
import { EventStream } from '../../src/events/event-stream.ts';
import { connectionKinds } from '../../src/events/kinds.ts';
import type { AgentTimeouts, Broker, Hop } from '../../src/broker/hop.ts';
import { ModuleCatalog } from '../../src/modules/catalog.ts';
import { readContentTree } from '../../src/modules/content/tree.ts';
import type { ModuleManifest } from '../../src/modules/manifest.ts';
import { referenceLibrary } from '../reference.ts';
import { need } from '../needs.ts';

/** Ansible's content on this machine, by version. */
need('/usr/lib/python3/dist-packages/ansible/release.py');
const roots: Readonly<Record<string, string>> = {
  '2.14': '/usr/lib/python3/dist-packages/ansible',
  '2.19': join(referenceLibrary(), 'ansible'),
};

/** The manifest of a module of this ansible-core, or of `test/broker/modules`. */
export function manifestOf(name: string, version = '2.14'): ModuleManifest {
  const root = roots[version] ?? '';
  const tree = readContentTree(root, 'the test');
  if (tree === undefined) throw new Error(`there is no ansible-core ${version} at ${root}`);
  const catalog = new ModuleCatalog({ trees: [tree], libraryPaths: [join(import.meta.dirname, 'modules')] });
  const resolved = catalog.resolve(name);
  if (resolved === undefined) throw new Error(`there is no module ${name}`);
  return catalog.manifest(resolved);
}

/** What Ansible gives every module besides its own arguments. */
export function parameters(args: object, version = '2.14'): string {
  const internal = {
    _ansible_check_mode: false,
    _ansible_no_log: false,
    _ansible_debug: false,
    _ansible_diff: false,
    _ansible_verbosity: 0,
    _ansible_version: version,
    _ansible_module_name: 'test',
    _ansible_syslog_facility: 'LOG_USER',
    _ansible_selinux_special_fs: ['fuse'],
    _ansible_socket: null,
    _ansible_shell_executable: '/bin/sh',
    _ansible_keep_remote_files: false,
    _ansible_tmpdir: null,
    _ansible_remote_tmp: '~/.ansible/tmp',
    ...(version === '2.14' ? { _ansible_string_conversion_action: 'warn' } : { _ansible_tracebacks_for: [] }),
  };
  return JSON.stringify({ ANSIBLE_MODULE_ARGS: { ...internal, ...args } });
}

/** The number of the agent's process: equal for hops that share one. */
export async function agentOf(hop: Hop): Promise<string> {
  return (await hop.command({ command: 'echo $PPID' })).stdout.toString().trim();
}

export function localBroker(
  hear?: (event: ConnectionEvent) => void,
  timeouts?: Partial<AgentTimeouts>,
): Broker {
  const events = new EventStream();
  if (hear) events.subscribe(connectionKinds, hear);
  return createBroker({
    span: events.open(),
    carriers: { local: async () => (await import('../../src/broker/carriers/local.ts')).localCarrier },
    ...(timeouts && { agentTimeouts: timeouts }),
  });
}

/** Interpreters that targets have. Debian has but one of them: the others are pyenv's, and skipped by name where it has them not. */
export const pythons: readonly { readonly version: string; readonly executable: string }[] = [
  '2.7.18',
  '3.6.15',
  '3.7.16',
  '3.8.18',
  '3.9.18',
  '3.10.13',
  '3.11.7',
  '3.12.1',
  '3.13.0',
].map((version) => ({ version, executable: join(homedir(), '.pyenv/versions', version, 'bin/python') }));

/** The object in a module's standard output. */
export function resultOf(outcome: { readonly stdout: string }): Record<string, unknown> {
  const value: unknown = JSON.parse(outcome.stdout.trim().split('\n').at(-1) ?? '');
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${outcome.stdout}`);
  return Object.fromEntries(Object.entries(value));
}

/** A remote file's bytes. */
export async function bytesOf(hop: Hop, path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await hop.readFile(path, (piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
}
