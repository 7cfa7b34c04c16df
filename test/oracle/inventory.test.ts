import { readInventorySettings } from '../../src/cli/inventory-settings.ts';
import { givenConfig } from '../config/given-config.ts';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { DataFiles } from '../../src/inventory/data-files.ts';
import { graph } from '../../src/inventory/listing/graph.ts';
import { listAsJson, listAsYaml } from '../../src/inventory/listing/list.ts';
import { RenderJobs } from '../../src/template/waiting/render-jobs.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { isVaulted } from '../../src/vault/envelope.ts';
import { decryptVault, vaultStrings } from '../../src/vault/vault.ts';
import { inventoryTemplates } from './inventory-templates.ts';
import { referenceLibrary } from '../reference.ts';

/**
 * `ansible-inventory` of ansible-core 2.19 and our own functions, text against text, on every inventory of
 * fixtures/inventories.
 */
const library = referenceLibrary();
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
  'ini: values of hosts': ['sweep/host-variables.ini'],
  'ini: values of groups': ['sweep/group-variables.ini'],
  'ini: odd ranges': ['sweep/ranges-odd.ini'],
  'ini: all and ungrouped': ['sweep/all-and-ungrouped.ini'],
  'ini: priorities': ['sweep/priorities.ini'],
  'ini: a host twice': ['sweep/host-twice.ini'],
  'ini: equal signs': ['sweep/equal-signs.ini'],
  'ini: addresses and ports': ['sweep/addresses.ini'],
  'yaml: ranges': ['sweep/ranges.yml'],
  'yaml: anchors and merges': ['sweep/anchors.yml'],
  'yaml: deep groups': ['sweep/deep.yaml'],
  'yaml: ungrouped twice': ['sweep/ungrouped.yml'],
  'toml: tables': ['sweep/tables.toml'],
  'generator: parents': ['sweep/generator-parents.yml'],
  'constructed: literals to compose': ['sweep/compose-literals'],
  'constructed: groups of groups': ['sweep/groups-of-groups'],
  'directory with all kinds of files': ['sweep/mixed-directory'],
  'group_vars and host_vars of every kind': ['sweep/vars-of-every-kind'],
  'script: all': ['sweep/script-all.sh'],
  'script: odd': ['sweep/script-odd.sh'],
  'script: texts that are no templates': ['sweep/script-marks.sh'],
  'script: such texts of single hosts': ['sweep/script-marks-once-a-host.sh'],
  'script: an object of no known type': ['sweep/script-unknown-object.sh'],
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

describe('ansible-inventory', () => {
  const runs = forms.flatMap((form) =>
    Object.entries(cases).map(([name, sources]) => ({ name, form, paths: pathsOf(sources) })),
  );
  let answers: readonly string[] = [];
  beforeAll(() => {
    answers = askAnsible(
      runs.map(({ form, paths }) => [...paths.flatMap((path) => ['-i', path]), ...form.arguments]),
    );
  }, 300_000);

  test.each(runs.map((run, index) => [`${run.form.name}: ${run.name}`, run, index] as const))(
    '%s',
    (_title, run, index) => {
      const inventory = loadInventory(run.paths, {
        ...readInventorySettings(givenConfig({})),
        files,
        warn: () => undefined,
        template: inventoryTemplates,
        jobs: new RenderJobs(),
      });
      expect(run.form.ours(inventory)).toBe(answers[index]?.trimEnd());
    },
  );
});

function pathsOf(sources: readonly string[]): string[] {
  return sources.map((source) => (source.includes(',') ? source : `${fixtures}/${source}`));
}

/** What the real program prints for each list of arguments. */
function askAnsible(argumentLists: readonly (readonly string[])[]): string[] {
  const script = fileURLToPath(new URL('ansible_inventories.py', import.meta.url));
  const vault = ['--vault-password-file', `${fixtures}/vault/password`];
  const output = execFileSync('/usr/bin/python3', [script], {
    input: JSON.stringify(argumentLists.map((list) => [...list, ...vault])),
    cwd: fixtures,
    env: { ...process.env, PYTHONPATH: library },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output.toString()) as string[];
}
