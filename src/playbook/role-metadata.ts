import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { originOf } from '../yaml/origins.ts';
import type { PlaybookContext } from './context.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { parserFault, playbookFault } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import { loadRoleFile, type RoleDirectory } from './role-files.ts';

/** What `meta/main.yml` says that matters in a run. */
export interface RoleMetadata {
  readonly allowDuplicates: boolean;
  readonly dependencies: readonly RoleDependency[];
  readonly collections: readonly string[];
  /** `argument_specs` by entry point, from `meta/argument_specs.yml` where there is one. */
  readonly argumentSpecs: Dict;
}

export interface RoleDependency {
  /** A name, or a mapping as under `roles:`. */
  readonly definition: Value;
  readonly origin: Origin | undefined;
}

/** Reads a role's `meta/`. Throws MitorunError PARSER. */
export function loadRoleMetadata(role: RoleDirectory, context: PlaybookContext): RoleMetadata {
  const data = loadRoleFile(role, 'meta', context);
  if (!isTruthy(data)) return { ...nothing, argumentSpecs: loadArgumentSpecs(role, context) ?? new Dict() };
  if (!(data instanceof Dict)) {
    throw parserFault(
      `the 'meta/main.yml' for role ${role.name} is not a dictionary`,
      Array.isArray(data) ? originOf(data) : undefined,
    );
  }
  const keywords = readKeywords(data, {
    owner: 'RoleMetadata',
    context,
  });
  const specs = loadArgumentSpecs(role, context) ?? keywords.get('argument_specs');
  const collections = keywords.get('collections');
  return {
    allowDuplicates: readBoolean(keywords.get('allow_duplicates') ?? false) ?? false,
    dependencies: readDependencies(keywords.get('dependencies'), data),
    collections: Array.isArray(collections) ? collections.filter((name) => typeof name === 'string') : [],
    argumentSpecs: specs instanceof Dict ? specs : new Dict(),
  };
}

const nothing: RoleMetadata = {
  allowDuplicates: false,
  dependencies: [],
  collections: [],
  argumentSpecs: new Dict(),
};

/** Undefined where the role has no file of its own for them. */
function loadArgumentSpecs(role: RoleDirectory, context: PlaybookContext): Dict | undefined {
  const exists = ['.yml', '.yaml', '.json'].some((ending) =>
    context.files.exists(`${role.path}/meta/argument_specs${ending}`),
  );
  if (!exists) return undefined;
  const data = loadRoleFile(role, 'meta', context, 'argument_specs');
  const specs = data instanceof Dict ? data.get('argument_specs') : undefined;
  return specs instanceof Dict ? specs : new Dict();
}

function readDependencies(value: Value | undefined, data: Dict): readonly RoleDependency[] {
  if (value === undefined || !isTruthy(value)) return [];
  if (!Array.isArray(value)) throw parserFault('Expected role dependencies to be a list.', originOf(data));
  return value.map((member, index) => ({ definition: withRoleName(member), origin: originOf(value, index) }));
}

/** A dependency in Galaxy's form (`src: git+https://…/name.git`) names its role by the last part of the address. */
function withRoleName(dependency: Value): Value {
  if (!(dependency instanceof Dict) || dependency.has('role') || dependency.has('name')) return dependency;
  const source = dependency.get('src');
  if (typeof source !== 'string')
    throw playbookFault('role definitions must contain a role name', originOf(dependency));
  const named = dependency.copy();
  named.set('name', roleNameOfAddress(source));
  return named;
}

function roleNameOfAddress(source: string): string {
  if (!source.includes('://') && !source.includes('@')) return source;
  const last = source.split('/').at(-1) ?? source;
  return (
    last
      .replace(/\.git$/, '')
      .replace(/\.tar\.gz$/, '')
      .split(',')[0] ?? last
  );
}
