import { builtinActions } from '../actions/builtin-actions.ts';
import { StartedJobs } from '../actions/started-jobs.ts';
import type { Terminal } from '../actions/action.ts';
import { createBroker } from '../broker/broker.ts';
import type { Config } from '../config/config.ts';
import { type SettingName, settings } from '../config/settings/all.ts';
import type { Setting, SettingTable } from '../config/settings/setting.ts';
import type { OptionType } from '../config/convert-value.ts';
import type { Origin } from '../errors/origin.ts';
import { callbackKinds } from '../events/kinds.ts';
import { EventStream } from '../events/event-stream.ts';
import type { RunServices } from '../executor/services.ts';
import { TaskNames } from '../executor/task-name.ts';
import { UnreadVariables } from '../executor/unread-variables.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { PlaybookFiles } from '../playbook/playbook-files.ts';
import type { DeprecationDetails } from '../playbook/context.ts';
import { Dict } from '../python/dict.ts';
import { tellEscapedFile } from '../python/escaped-file.ts';
import type { Value } from '../python/value.ts';
import type { PythonCallbacks } from '../plugins/python-callbacks.ts';
import { RenderJobs } from '../template/waiting/render-jobs.ts';
import { HostMemory } from '../vars/host-memory.ts';
import { loadYaml } from '../yaml/load.ts';
import { duplicateKeys, loadRunInventory } from './load-run-inventory.ts';
import { factCache } from './fact-cache.ts';
import { playbookContext } from './playbook-context.ts';
import { moduleCatalog } from './module-catalog.ts';
import { pythonPlugins } from './python-plugins.ts';
import { pythonCallbacks } from './python-callbacks.ts';
import { RunInventory } from './run-inventory.ts';
import { templateEngine } from './template-engine.ts';
import { plainEvent } from './plain-results.ts';
import type { RunPlan } from './run-plan.ts';
import { toldOnce } from '../executor/told-once.ts';
import { logConnections } from './connection-log.ts';

interface AssembledRun {
  readonly services: RunServices;
  readonly close: () => Promise<void>;
}

/** Puts the parts of a run together: inventory, catalog, engine, broker. The caller closes it. */
export async function assembleRun(plan: RunPlan): Promise<AssembledRun> {
  const { interruptibly } = plan.edge;
  const jobs = new RenderJobs({ signal: plan.signal, ...(interruptibly && { interruptibly }) });
  try {
    const run = await assemble(plan, jobs);
    plan.edge.hearIgnored?.();
    return run;
  } catch (error) {
    await jobs.close();
    throw error;
  }
}

async function assemble(given: RunPlan, jobs: RenderJobs): Promise<AssembledRun> {
  const { config, edge, vault } = given;
  const events = new EventStream();
  edge.onEvents?.(events);
  let callbacks: PythonCallbacks | undefined;
  events.subscribe(callbackKinds, (emitted) => {
    const event = plainEvent(emitted);
    given.emit(event);
    callbacks?.handle(event);
  });
  const span = events.open();
  const emit = toldOnce((event, place = span) => place.emit(event), jobs);
  logConnections(events, emit, given.shownVerbosity);
  const plan = { ...given, emit };
  const warn = (message: string): void => emit({ kind: 'warning', message });
  const deprecate = (message: string, version: string | undefined, details: DeprecationDetails = {}): void =>
    emit({ kind: 'deprecation', message, version, ...details });
  const setting = settingReader(config);
  const engine = templateEngine(config, jobs);
  const catalog = moduleCatalog({ ...plan, warn });
  const plugins = pythonPlugins(plan, catalog, jobs);
  engine.registry.useResolver(plugins.templates);
  const cache = await factCache(config, {
    helper: plugins.helper,
    warn,
    secret: (text) => plan.secrets.add(text),
  });
  const memory = new HostMemory({
    injectFacts: config.get('INJECT_FACTS_AS_VARS'),
    mergeHashes: config.get('DEFAULT_HASH_BEHAVIOUR') === 'merge',
    cache,
  });
  const load = (again: boolean): Inventory =>
    loadRunInventory(
      {
        ...plan,
        flushCache: plan.flushCache || again,
        localhostPython: plan.options.controllerPython,
        facts: (host) => memory.facts(host),
        plugins,
      },
      engine,
    );
  const inventory = new RunInventory(await jobs.run(() => load(false)), load);
  if (plan.flushCache)
    for (const host of ['localhost', ...inventory.current.hosts.keys()]) memory.clearFacts(host);
  callbacks = pythonCallbacks(plan, plugins, { inventory, memory });
  const files = new PlaybookFiles({
    decrypt: vault.decrypt,
    escaped: tellEscapedFile(deprecate),
    parse: (text, file) =>
      loadYaml(text, {
        file,
        trust: true,
        vault: vault.strings,
        warn: (message, origin, help) => emit({ kind: 'warning', message, origin, help }),
        duplicateKeys: duplicateKeys(config),
      }),
  });
  const actions = builtinActions().useResolver(plugins.actions);
  const lookups = {
    environment: edge.environment,
    setting,
    settingOrigin: (name: string) => (name === 'CONFIG_FILE' ? '' : config.origin(name as SettingName)),
    settingVariable,
    fileSetting: (section: string, key: string) => {
      const value = config.file === undefined ? undefined : config.ini(section, key);
      return value === undefined ? undefined : { value, file: config.file as string };
    },
    hostsMatching: (patterns: readonly string[]) =>
      inventory.current.hostsMatching(patterns, { ignoreLimits: true }).map((host) => host.name),
    decrypt: vault.decrypt,
    warn: (message: string, details: { origin?: Origin | undefined; help?: string } = {}) =>
      emit({ kind: 'warning', message, ...details }),
    deprecate,
  };
  const broker = createBroker({
    carriers: {
      local: async () => (await import('../broker/carriers/local.ts')).localCarrier,
      ssh: async () =>
        (await import('../broker/carriers/ssh/ssh.ts')).sshCarrier({
          environment: edge.environment,
          warn,
          tell: (text, host) => emit({ kind: 'message', text, verbosity: 2, host }),
          ...sshQuestions(plan.terminal),
        }),
    },
    span,
    warn,
  });
  const pluginDirectories: string[] = [];
  const services: RunServices = {
    options: plan.options,
    get inventory() {
      return inventory.current;
    },
    memory,
    startedJobs: new StartedJobs(),
    engine,
    broker,
    foreign: plugins.connections,
    taskNames: new TaskNames(),
    unreadVariables: new UnreadVariables(),
    hasStrategyFile: (name) => plugins.directories.hasFile('strategy', `${name}.py`),
    findStrategy: (name) => plugins.strategies.find(name),
    catalog,
    actions,
    pluginDirectories,
    playbooks: playbookContext({
      plan,
      files,
      catalog,
      actions,
      engine,
      lookups,
      addPluginDirectory: (directory) => {
        if (!pluginDirectories.includes(directory)) pluginDirectories.push(directory);
        plugins.templates.addDirectory(directory);
      },
      pluginDirectories,
      warn,
      tell: (text) => emit({ kind: 'message', text, verbosity: 2 }),
      deprecate,
    }),
    connection: {
      config,
      cli: plan.cli,
      connectionPassword: plan.connectionPassword,
      becomePassword: plan.becomePassword,
      secret: (password) => plan.secrets.add(password),
    },
    span,
    emit: toldOnce((event, place = span) => {
      // What is still under way when somebody ends the run is nobody's business any more.
      if (!plan.signal.aborted) place.emit(event);
    }, jobs),
    extraVars: plan.extraVars,
    inventoryVariables: (host, directories) => inventory.variables(host, directories),
    setting,
    lookups,
    terminal: plan.terminal,
    signal: plan.signal,
    refreshInventory: async () => jobs.run(() => inventory.refresh(plan.options.limit)),
  };
  const close = async (): Promise<void> => {
    const closing = broker.close(plan.signal);
    try {
      callbacks?.close();
      await jobs.close();
      await cache?.close?.();
    } finally {
      plugins.close();
      await closing;
      span.close();
    }
  };
  return { services, close };
}

function sshQuestions(terminal: Terminal | undefined) {
  if (!terminal) return {};
  return {
    askPassphrase: (keyPath: string) =>
      terminal.ask(`Enter passphrase for key '${keyPath}': `, { hidden: true }),
    confirmHostKey: (text: string) => terminal.ask(text, { hidden: false }),
  };
}

/** The variable that may stand before a setting; only a few have one, and their types are these. */
function settingVariable(name: string): { variable: string; type: OptionType } | undefined {
  const { variable, type }: Partial<Setting> = (settings as SettingTable)[name] ?? {};
  if (variable === undefined) return undefined;
  return { variable, type: type === 'boolean' || type === 'integer' || type === 'list' ? type : 'raw' };
}

/** A setting by Ansible's name as a template may see it; undefined where there is none of that name. */
function settingReader(config: Config): (name: string) => Value | undefined {
  return (name) => {
    if (name === 'CONFIG_FILE') return config.file ?? null;
    if (!Object.hasOwn(settings, name)) return undefined;
    const value = config.shown(name as SettingName);
    if (Array.isArray(value)) return [...value];
    return value !== null && typeof value === 'object'
      ? Dict.of({ ...(value as Record<string, string>) })
      : (value as Value);
  };
}
