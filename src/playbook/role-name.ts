import type { RoleInvocation } from './model.ts';

/** The role as output and handlers' names show it: with its collection, where it has one. */
export function roleDisplayName(role: RoleInvocation): string {
  return role.collection === undefined ? role.name : `${role.collection}.${role.name}`;
}
