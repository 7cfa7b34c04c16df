import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { DataFiles } from '../../src/inventory/data-files.ts';
import { graph } from '../../src/inventory/listing/graph.ts';
import { listAsJson, listAsYaml } from '../../src/inventory/listing/list.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { isVaulted } from '../../src/vault/envelope.ts';
import { decryptVault, vaultStrings } from '../../src/vault/vault.ts';
import { standInTemplates } from '../inventory/stand-in-templates.ts';

/**
 * `ansible-inventory` of ansible-core 2.19 and our own functions, text against text, on every inventory of
 * fixtures/inventories. Set ANSIBLE_INVENTORY to its path where it is not the reference's.
 */
const program = process.env['ANSIBLE_INVENTORY'] ?? '/tmp/ref/bin/ansible-inventory-2.19';
const fixtures = fileURLToPath(new URL('../../fixtures/inventories', import.meta.url));

/** Sources by name; the directories are those of fixtures/inventories. */
const cases: Readonly<Record<string, readonly string[]>> = {
  'ini: groups, ranges, ports, comments': ['ini-groups/hosts'],
  'ini: ranges of every kind': ['ini-ranges/hosts'],
  'ini: literals': ['ini-literals/hosts'],
  'ini: groups in groups': ['ini-nested/hosts'],
  'ini: beyond ASCII': ['ini-unicode/hosts'],
  'ini: localhost': ['ini-localhost/hosts'],
  'ini: a host named as a group': ['ini-same-names/hosts'],
  'ini: invalid characters in group names': ['ini-group-chars/hosts'],
  'ini: bad section': ['ini-error-section/hosts'],
  'ini: undefined child': ['ini-error-undefined-child/hosts'],
  'ini: variables of an undefined group': ['ini-error-undefined-vars/hosts'],
  'ini: bad assignment': ['ini-error-assignment/hosts'],
  'ini: a loop of groups': ['ini-children-loop/hosts'],
  'yaml: tree': ['yaml-tree/hosts.yml'],
  'yaml: oddities': ['yaml-oddities/hosts.yaml'],
  'yaml: groups named twice': ['yaml-children-reuse/hosts.yml'],
  'yaml: as JSON': ['yaml-json/hosts.json'],
  'yaml: JSON without extension': ['json-noext/hosts'],
  'yaml: hosts as a list': ['yaml-error-type/hosts.yml'],
  'yaml: host that is a number': ['yaml-error-host/hosts.yml'],
  'yaml: syntax error': ['yaml-syntax-error/hosts.yml'],
  'yaml: empty': ['empty-yaml/hosts.yml'],
  toml: ['toml/hosts.toml'],
  'toml: syntax error': ['toml-error/hosts.toml'],
  'script with _meta': ['script-meta/hosts.py'],
  'script called once a host': ['script-host/hosts'],
  'script that fails': ['script-fails/hosts'],
  'directory of sources': ['directory/inv'],
  'group_vars and host_vars': ['vars-files/hosts'],
  'two sources': ['two-sources/a', 'two-sources/b'],
  'two sources, the other way round': ['two-sources/b', 'two-sources/a'],
  constructed: ['constructed'],
  generator: ['generator/hosts.yml'],
  'vaulted files and values': ['vault/hosts'],
  'empty file': ['empty/hosts'],
  'no such file': ['nowhere'],
  'host list': ['one,two:22,[::1]:2222,10.0.0.1,bad host,'],
  'file and host list': ['ini-nested/hosts', 'extra,two,'],
};

const secrets = [{ id: 'default', password: Buffer.from('not-a-secret') }];
const files = new DataFiles({
  decrypt: (content) => (isVaulted(content) ? decryptVault(content, secrets).plain : content),
  vault: vaultStrings(secrets),
});

interface Form {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly ours: (inventory: ReturnType<typeof loadInventory>) => string;
}

const options = { playbookDirectory: fixtures };
const forms: readonly Form[] = [
  { name: '--list', arguments: ['--list'], ours: (inventory) => listAsJson(inventory, options) },
  {
    name: '--list --export',
    arguments: ['--list', '--export'],
    ours: (inventory) => listAsJson(inventory, { ...options, export: true }),
  },
  {
    name: '--list --yaml',
    arguments: ['--list', '--yaml'],
    ours: (inventory) => listAsYaml(inventory, options).trimEnd(),
  },
  {
    name: '--graph --vars',
    arguments: ['--graph', '--vars'],
    ours: (inventory) => graph(inventory, { ...options, showVariables: true }),
  },
];

describe.skipIf(!existsSync(program))('ansible-inventory', () => {
  describe.each(forms)('$name', (form) => {
    test.concurrent.each(Object.entries(cases))('%s', { timeout: 60_000 }, async (_name, sources) => {
      const paths = sources.map((source) => (source.includes(',') ? source : `${fixtures}/${source}`));
      const inventory = loadInventory(paths, {
        files,
        warn: () => undefined,
        template: standInTemplates,
      });
      expect(form.ours(inventory)).toBe(await asked(form.arguments, paths));
    });
  });
});

/** What the real program prints. */
async function asked(form: readonly string[], sources: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    program,
    [...sources.flatMap((source) => ['-i', source]), ...form],
    {
      cwd: fixtures,
      maxBuffer: 2 ** 26,
    },
  );
  return stdout.trimEnd();
}
