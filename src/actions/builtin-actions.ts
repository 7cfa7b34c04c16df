import { ActionRegistry } from './action-registry.ts';

/** Every action that mitorun carries out itself; each is loaded when a task first uses it. */
export function builtinActions(): ActionRegistry {
  const registry = new ActionRegistry();
  registry.add('debug', async () => (await import('./debug.ts')).debug);
  registry.add('copy', async () => (await import('./copy/copy.ts')).copy);
  registry.add('set_fact', async () => (await import('./set-fact.ts')).setFact);
  registry.add('assert', async () => (await import('./assert.ts')).assertAction);
  registry.add('fail', async () => (await import('./fail.ts')).fail);
  registry.add('command', async () => (await import('./command.ts')).command);
  registry.add('shell', async () => (await import('./command.ts')).shell);
  registry.add('raw', async () => (await import('./raw.ts')).raw);
  registry.add('gather_facts', async () => (await import('./gather-facts.ts')).gatherFacts);
  return registry;
}
