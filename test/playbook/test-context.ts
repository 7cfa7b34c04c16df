import { MitorunError } from '../../src/errors/mitorun-error.ts';
import type { PlaybookContext, PlaybookSettings } from '../../src/playbook/context.ts';
import { PlaybookFiles } from '../../src/playbook/playbook-files.ts';
import type { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { loadYaml } from '../../src/yaml/load.ts';

const actions = new Set(
  'debug command shell copy template file ping set_fact assert fail meta setup package service add_host group_by include_vars stat'
    .split(' ')
    .flatMap((name) => [name, `ansible.builtin.${name}`]),
);

export interface TestContext extends PlaybookContext {
  readonly warnings: string[];
  readonly deprecations: string[];
}

/** A context as the tests need it: real files, known actions by name, `{{ name }}` the only template. */
export function testContext(
  settings: Partial<PlaybookSettings> = {},
  more: Partial<PlaybookContext> = {},
): TestContext {
  const warnings: string[] = [];
  const deprecations: string[] = [];
  return {
    files: new PlaybookFiles({
      decrypt: (content) => content,
      parse: (text, file) => loadYaml(text, { file, trust: true }),
    }),
    settings: {
      rolesPath: ['/root/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'],
      invalidTaskAttributeFails: true,
      privateRoleVars: undefined,
      mergeHashes: false,
      ...settings,
    },
    findRole: () => undefined,
    findPlaybook: () => undefined,
    collectionOf: () => undefined,
    resolveAction: (name) => actions.has(name),
    isLookup: (name) => ['items', 'dict', 'sequence', 'fileglob'].includes(name),
    renderStatic,
    warn: (message) => warnings.push(message),
    deprecate: (message) => deprecations.push(message),
    warnings,
    deprecations,
    ...more,
  };
}

function renderStatic(value: Value, variables: Dict): Value {
  if (!(value instanceof TemplateString)) return value;
  return value.source.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => {
    const found = variables.get(name);
    if (found === undefined) {
      throw new MitorunError('TEMPLATE_UNDEFINED', `'${name}' is undefined`, { origin: value.origin });
    }
    return str(renderStatic(found, variables));
  });
}
