/** The closure of every ansible.builtin module and of a choice from the collections is what AnsiballZ's zip holds. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ModuleCatalog } from '../../src/modules/catalog.ts';
import { readContentTree } from '../../src/modules/content/tree.ts';
import { referenceLibrary } from '../reference.ts';
import { need } from '../needs.ts';

const oracleScript = new URL('ansiballz_files.py', import.meta.url).pathname;
const answers = z.record(
  z.string(),
  z.union([
    z.object({ python_name: z.string(), files: z.record(z.string(), z.string()) }),
    z.object({ error: z.string() }),
  ]),
);

const fromCollections = [
  'ansible.posix.authorized_key',
  'ansible.posix.mount',
  'ansible.posix.synchronize',
  'ansible.posix.sysctl',
  'ansible.netcommon.cli_command',
  'ansible.utils.fact_diff',
  'amazon.aws.ec2_instance',
  'amazon.aws.s3_bucket',
  'cisco.ios.ios_config',
  'community.crypto.openssl_privatekey',
  'community.crypto.x509_certificate',
  'community.docker.docker_compose_v2',
  'community.docker.docker_container',
  'community.docker.docker_image',
  'community.general.archive',
  'community.general.homebrew',
  'community.general.ini_file',
  'community.general.ldap_entry',
  'community.general.nmcli',
  'community.general.npm',
  'community.general.proxmox_kvm',
  'community.general.redis',
  'community.general.timezone',
  'community.general.ufw',
  'community.general.xml',
  'community.general.keycloak_client',
  'community.grafana.grafana_dashboard',
  'community.mysql.mysql_user',
  'community.postgresql.postgresql_db',
  'community.rabbitmq.rabbitmq_user',
  'community.vmware.vmware_guest',
  'community.zabbix.zabbix_host',
  'containers.podman.podman_container',
  'dellemc.openmanage.idrac_certificates',
  'kubernetes.core.k8s',
  'openstack.cloud.server',
  'vyos.vyos.vyos_config',
];

need('/usr/lib/python3/dist-packages/ansible/release.py');
const library = referenceLibrary();
const trees = ['/usr/lib/python3/dist-packages/ansible', `${library}/ansible`];

describe.each(trees)('modules of %s', (root) => {
  const found = readContentTree(root, 'test');
  if (!found) throw new Error(`${root} is no ansible-core`);
  // Debian's ansible-core brings no collections: both are asked about those of the reference.
  const tree = { ...found, collectionRoots: [library] };
  const catalog = new ModuleCatalog({ trees: [tree] });
  const names = readdirSync(path.join(root, 'modules'))
    .filter((file) => file.endsWith('.py') && file !== '__init__.py')
    .map((file) => `ansible.builtin.${path.parse(file).name}`);
  const wanted = [...names, ...fromCollections].filter((name) => {
    const module = catalog.resolve(name);
    return module && /module_utils/.test(readFileSync(module.path, 'latin1'));
  });
  const run = spawnSync('/usr/bin/python3', [oracleScript], {
    input: JSON.stringify(wanted),
    env: {
      ...process.env,
      PYTHONPATH: `${path.dirname(root)}:${library}`,
      ANSIBLE_COLLECTIONS_PATH: library,
    },
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  const theirs = answers.parse(JSON.parse(run.stdout.toString()));

  it('are enough to mean something', () => {
    expect(wanted.length).toBeGreaterThan(70);
  });

  it.each(wanted)('%s', (name) => {
    const module = catalog.resolve(name);
    const expected = theirs[name];
    if (!module || !expected) throw new Error('not resolved');
    if ('error' in expected) {
      expect(() => catalog.manifest(module)).toThrow(expected.error.replaceAll(/ {2}Looked/g, ' Looked'));
      return;
    }
    const manifest = catalog.manifest(module);
    const files = Object.fromEntries(
      [manifest.main, ...manifest.support].map((file) => [file.path, file.hash]),
    );
    expect(manifest.pythonName).toBe(expected.python_name);
    expect(files).toEqual(expected.files);
  });
});
