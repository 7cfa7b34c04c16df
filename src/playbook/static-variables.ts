import { withDependencies } from './role-dependencies.ts';
import { isAbsolute, join } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { PlaybookContext } from './context.ts';
import { baseDirectory, type LoadScope, roleAround } from './load-scope.ts';
import type { Play, PlaybookNode, RoleInvocation } from './model.ts';
import { roleDisplayName } from './role-name.ts';
import { combineVars } from './variables.ts';
import { varsOfFile } from './vars-file.ts';

/**
 * Renders a name that has to be known before any host is: of an imported file or a role. It may use what the playbook
 * itself says at that place (vars, vars_files, the role's own variables) and what the context adds.
 */
export function renderName(value: Value, node: PlaybookNode, scope: LoadScope): Value {
  return value instanceof TemplateString
    ? scope.context.renderStatic(value, staticVariables(node, scope))
    : value;
}

/** Variables of the playbook at a node, in Ansible's order of precedence as far as no host is needed. */
function staticVariables(node: PlaybookNode, { play, content, context }: LoadScope): Dict {
  const role = roleAround(node);
  let variables = new Dict();
  const put = (layer: Dict): void => {
    variables = combineVars(variables, layer, context.settings.mergeHashes);
  };
  const { publicRoles } = content;
  for (const loaded of publicRoles) for (const one of withDependencies(loaded)) put(one.defaults);
  const chain = roleChain(role);
  for (const one of chain) put(one.defaults);
  put(playVariables(play));
  put(play.fileVariables(() => readVarsFiles(play, variables, context)));
  for (const loaded of publicRoles) for (const one of withDependencies(loaded)) put(one.vars);
  for (const one of chain) for (const dependency of one.dependencies) put(dependency.vars);
  for (const one of chain) put(one.vars);
  for (const one of chain) put(one.params);
  const own = [...node.lineage()].filter((at) => at !== play).toReversed();
  for (const at of own) {
    const vars = at.own('vars');
    if (vars instanceof Dict) put(vars);
  }
  put(placeVariables(play, role));
  return variables;
}

/** `vars` of the play; those of the import_playbook around it win, the outermost most. */
function playVariables(play: Play): Dict {
  const own = play.own('vars');
  let variables = own instanceof Dict ? own : new Dict();
  for (const vars of play.importVars.toReversed()) variables = combineVars(variables, vars, false);
  return variables;
}

function placeVariables(play: Play, role: RoleInvocation | undefined): Dict {
  const variables = Dict.of({ playbook_dir: baseDirectory(play) });
  if (role) {
    variables.set('role_path', role.path);
    variables.set('role_name', role.name);
    variables.set('ansible_role_name', roleDisplayName(role));
    if (role.collection !== undefined) variables.set('ansible_collection_name', role.collection);
  }
  return variables;
}

/** The roles around a place, outermost first, the innermost last. */
function roleChain(role: RoleInvocation | undefined): RoleInvocation[] {
  const chain: RoleInvocation[] = [];
  for (let at = role; at; at = at.parent) chain.unshift(at);
  return chain;
}

/** The play's `vars_files` that exist and whose names can be rendered without a host. */
function readVarsFiles(play: Play, under: Dict, context: PlaybookContext): Dict {
  const named = play.own('vars_files');
  const entries = Array.isArray(named) ? named : named === undefined ? [] : [named];
  let variables = new Dict();
  for (const entry of entries) {
    const alternatives = Array.isArray(entry) ? entry : [entry];
    for (const alternative of alternatives) {
      const scope = combineVars(combineVars(under, variables, false), placeVariables(play, undefined), false);
      const content = readVarsFile(alternative, scope, play, context);
      if (!content) continue;
      for (const vars of content) variables = combineVars(variables, vars, context.settings.mergeHashes);
      break;
    }
  }
  return variables;
}

function readVarsFile(
  name: Value,
  variables: Dict,
  play: Play,
  context: PlaybookContext,
): Dict[] | undefined {
  let rendered: Value;
  try {
    rendered = name instanceof TemplateString ? context.renderStatic(name, variables) : name;
  } catch (fault) {
    if (fault instanceof MitorunError && fault.code === 'TEMPLATE_UNDEFINED') return undefined;
    throw fault;
  }
  if (typeof rendered !== 'string') return undefined;
  const base = baseDirectory(play);
  const places = isAbsolute(rendered) ? [rendered] : [join(base, 'vars', rendered), join(base, rendered)];
  const path = places.find((place) => context.files.isFile(place));
  return path === undefined ? undefined : varsOfFile(context.files.load(path), path);
}
