/** What names of modules and actions mean is what Ansible's own loader says. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ModuleCatalog } from '../../src/modules/catalog.ts';
import { readContentTree } from '../../src/modules/content/tree.ts';
import { referenceLibrary } from '../reference.ts';
import { need } from '../needs.ts';

const names = [
  'yum',
  'copy',
  'debug',
  'shell',
  'ansible.legacy.shell',
  'ansible.builtin.service',
  'docker_container',
  'community.docker.docker_container',
  'synchronize',
  'community.general.iptables_state',
  'ec2',
  'firewalld',
  'mysql_user',
  'include',
  'bigip_facts',
  'win_ping',
  'ansible.windows.win_ping',
  'meta',
  'import_tasks',
  'gather_facts',
  'postgresql_db',
  'cisco.ios.ios_config',
  'eos_config',
  'foo.bar',
  'community.general.nosuch',
  'nosuch.coll.ping',
  'k8s',
  'systemd',
  'systemd_service',
  'community.general.system.timezone',
  'community.general.docker_container',
  'async_wrapper',
];

const answers = z.record(
  z.string(),
  z.object({ name: z.string().nullish(), path: z.string().nullish(), removed: z.boolean().optional() }),
);

need('/usr/lib/python3/dist-packages/ansible/release.py');
const trees = ['/usr/lib/python3/dist-packages/ansible', `${referenceLibrary()}/ansible`];

describe.each(trees)('names in %s', (root) => {
  const found = readContentTree(root, 'test');
  if (!found) throw new Error(`${root} is no ansible-core`);
  // The real one looks on all of sys.path, and the system's packages are on it whatever PYTHONPATH says.
  const tree = { ...found, collectionRoots: [...found.collectionRoots, '/usr/lib/python3/dist-packages'] };
  const catalog = new ModuleCatalog({ trees: [tree] });
  const script = new URL('resolved_names.py', import.meta.url).pathname;
  const run = spawnSync('/usr/bin/python3', [script], {
    input: JSON.stringify(names),
    env: { ...process.env, PYTHONPATH: path.dirname(root) },
  });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  const theirs = answers.parse(JSON.parse(run.stdout.toString()));

  it.each(names)('%s', (name) => {
    if (theirs[name]?.removed) {
      expect(() => catalog.resolveAction(name)).toThrow(/has been removed/);
      return;
    }
    const ours = catalog.resolveAction(name);
    expect({ name: ours?.name ?? null, path: (ours?.action ?? ours?.module)?.path ?? null }).toEqual({
      name: theirs[name]?.name ?? null,
      path: theirs[name]?.path ?? null,
    });
  });
});
