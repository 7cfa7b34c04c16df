import type { RoleInvocation } from './model.ts';

/** A role behind all that it depends on, each behind its own. */
export function withDependencies(role: RoleInvocation): RoleInvocation[] {
  return [...role.dependencies.flatMap(withDependencies), role];
}
