import { withDependencies } from '../playbook/role-dependencies.ts';
import type { PlaybookNode, RoleInvocation, Task, PlayContent } from '../playbook/model.ts';
import { Block as BlockNode } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { copyOrigins } from '../yaml/origins.ts';
import type { VariableLayer } from './layered-variables.ts';

/** The variables that a task's place in the playbook gives, level by level, highest first. */
export interface PlacedVariables {
  /** `vars` of include_tasks and include_role around the task: above set_fact. */
  readonly includeParams: readonly VariableLayer[];
  /** Parameters of the roles around the task: above set_fact, below include parameters. */
  readonly roleParams: readonly VariableLayer[];
  /** `vars` of the task and its blocks, the innermost first. */
  readonly taskVars: readonly VariableLayer[];
  /** `vars/` of the role and the roles that it depends on or is included by. */
  readonly roleVars: readonly VariableLayer[];
  readonly roleDefaults: readonly VariableLayer[];
}

/** Collects what a task sees by its place: its own vars, its blocks', its roles'. */
export function placedVariables(task: Task): PlacedVariables {
  const includeParams: VariableLayer[] = [];
  const taskVars: VariableLayer[] = [];
  for (const node of task.lineage()) {
    for (const vars of ownVars(node)) (isIncludeBlock(node) ? includeParams : taskVars).push(vars);
    if (node instanceof BlockNode && node.parent === undefined) break;
  }
  const roles = roleChain(task.role);
  return {
    includeParams,
    taskVars: dropPlayVars(task, taskVars).map(withoutOwnWords),
    roleParams: roles.map((role) => role.params).filter((params) => params.size > 0),
    roleVars: roles.flatMap((role) => [role.vars, ...dependencyVars(role)]),
    roleDefaults: roles.flatMap((role) => [
      role.defaults,
      ...role.dependencies.map((dependency) => dependency.defaults).toReversed(),
    ]),
  };
}

/** A role, then the roles whose dependency or include it is. */
export function roleChain(role: RoleInvocation | undefined): RoleInvocation[] {
  const chain: RoleInvocation[] = [];
  for (let current = role; current; current = current.parent) chain.push(current);
  return chain;
}

/**
 * Roles that a play lists under `roles:` or imports, and those that `include_role` with `public` has brought so far,
 * dependencies first: what the whole play sees of them.
 */
export function publicRoles(content: PlayContent): RoleInvocation[] {
  return content.publicRoles.flatMap(withDependencies);
}

/** Of two dependencies the later one wins. */
function dependencyVars(role: RoleInvocation): Dict[] {
  return role.dependencies
    .toReversed()
    .flatMap((dependency) => [dependency.vars, ...dependencyVars(dependency)]);
}

function ownVars(node: PlaybookNode): Dict[] {
  const vars = node.own('vars');
  if (vars instanceof Dict) return [vars];
  return Array.isArray(vars) ? vars.filter((part) => part instanceof Dict).reverse() : [];
}

/** An included file's or role's implicit block carries what the include task was given. */
function isIncludeBlock(node: PlaybookNode): boolean {
  return node instanceof BlockNode && node.isInclude;
}

/** `tags` and `when` are no variables of a task (`Task.get_vars`). */
function withoutOwnWords(layer: VariableLayer): VariableLayer {
  if (!(layer instanceof Dict) || !(layer.has('tags') || layer.has('when'))) return layer;
  const rest = layer.copy();
  copyOrigins(layer, rest);
  rest.delete('tags');
  rest.delete('when');
  return rest;
}

/** The play's own vars are a level of their own, far below these. */
function dropPlayVars(task: Task, layers: VariableLayer[]): VariableLayer[] {
  const play = task.play;
  const count = play ? ownVars(play).length : 0;
  return count === 0 ? layers : layers.slice(0, layers.length - count);
}
