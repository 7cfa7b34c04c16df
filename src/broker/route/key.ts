import { createHash, randomBytes } from 'node:crypto';
import { carrierTraits } from '../carriers/index.ts';
import { stepWork } from '../steps/index.ts';
import type { Route, RouteCarrier } from './route.ts';

/**
 * Keys are hashes that only this process can make: routes with different passwords have different ones, and no password
 * can be read from them.
 */
const salt = randomBytes(32);

function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(salt).update(JSON.stringify(parts)).digest('base64url');
}

/** Hashes cost more than the look-up that they are for, and one route is looked up several times. */
const agentKeys = new WeakMap<Route, string>();
const rootKeys = new WeakMap<RouteCarrier, string>();

/** Equal for routes that lead to the same agent. */
export function agentKey(route: Route): string {
  const known = agentKeys.get(route);
  if (known !== undefined) return known;
  const key = keyOf(route.carrier, ...route.steps);
  agentKeys.set(route, key);
  return key;
}

/** Equal for what shares one login, whatever Python is to run there. */
export function loginKey({ kind, options }: RouteCarrier): string {
  return keyOf(kind, options);
}

/** Equal for routes that end together: those of one login, those of one agent on this machine. */
export function rootKey({ carrier }: Route): string {
  const known = rootKeys.get(carrier);
  if (known !== undefined) return known;
  const key = carrierTraits[carrier.kind].logsIn ? loginKey(carrier) : keyOf(carrier);
  rootKeys.set(carrier, key);
  return key;
}

/**
 * Equal for routes that end on the same machine, in any account: their last step to another machine is the
 * same.
 */
export function machineKey(route: Route): string {
  return machineKeys(route).at(-1) ?? rootKey(route);
}

/**
 * Returns the keys of all machines on the way, the first machine first. Cutting one of them cuts this route.
 */
export function machineKeys(route: Route): string[] {
  const keys = [rootKey(route)];
  route.steps.forEach((step, index) => {
    if (!stepWork(step).changesMachine) return;
    const way = route.steps.slice(0, index + 1).map(({ kind, options }) => ({ kind, options }));
    keys.push(keyOf(keys[0], ...way));
  });
  return keys;
}
