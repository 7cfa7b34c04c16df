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
  registry.add('template', async () => (await import('./template.ts')).template);
  registry.add('fetch', async () => (await import('./fetch.ts')).fetch);
  registry.add('script', async () => (await import('./script.ts')).script);
  registry.add('include_vars', async () => (await import('./include-vars.ts')).includeVars);
  registry.add('add_host', async () => (await import('./add-host.ts')).addHost);
  registry.add('group_by', async () => (await import('./group-by.ts')).groupBy);
  registry.add('pause', async () => (await import('./pause.ts')).pause);
  registry.add('package', async () => (await import('./package.ts')).packageAction);
  registry.add('service', async () => (await import('./service.ts')).service);
  registry.add('dnf', async () => (await import('./dnf.ts')).dnf);
  registry.add('yum', async () => (await import('./dnf.ts')).dnf);
  registry.add('setup', async () => (await import('./setup.ts')).setup);
  registry.add('user', async () => (await import('./user.ts')).user);
  registry.add('set_stats', async () => (await import('./set-stats.ts')).setStats);
  registry.add(
    'wait_for_connection',
    async () => (await import('./wait-for-connection.ts')).waitForConnection,
  );
  registry.add('reboot', async () => (await import('./reboot.ts')).reboot);
  registry.add('unarchive', async () => (await import('./unarchive.ts')).unarchive);
  registry.add('assemble', async () => (await import('./assemble.ts')).assemble);
  registry.add('uri', async () => (await import('./uri.ts')).uri);
  registry.add('async_status', async () => (await import('./async-status.ts')).asyncStatus);
  registry.add(
    'validate_argument_spec',
    async () => (await import('./validate-argument-spec.ts')).validateArgumentSpec,
  );
  registry.add(
    'ansible._protomatter.debug',
    async () => (await import('./protomatter-debug.ts')).protomatterDebug,
  );
  return registry;
}
