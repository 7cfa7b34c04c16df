import { Span } from '../../src/events/span.ts';
import { answerOf } from '../../src/actions/answer.ts';
import { readInventorySettings } from '../../src/cli/inventory-settings.ts';
import { join } from 'node:path';
import type { Action } from '../../src/actions/action.ts';
import { builtinActions } from '../../src/actions/builtin-actions.ts';
import type { ForeignTask } from '../../src/actions/foreign-connection.ts';
import { StartedJobs } from '../../src/actions/started-jobs.ts';
import type { SettingName } from '../../src/config/settings/all.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { RunOptions, RunServices } from '../../src/executor/services.ts';
import { TaskNames } from '../../src/executor/task-name.ts';
import { UnreadVariables } from '../../src/executor/unread-variables.ts';
import { DataFiles } from '../../src/inventory/data-files.ts';
import { InventoryHost } from '../../src/inventory/hosts-and-groups.ts';
import { InventoryVariables } from '../../src/inventory/inventory-variables.ts';
import { Inventory } from '../../src/inventory/inventory.ts';
import { ModuleCatalog } from '../../src/modules/catalog.ts';
import { readContentTree } from '../../src/modules/content/tree.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { HostMemory } from '../../src/vars/host-memory.ts';
import { givenConfig } from '../config/given-config.ts';
import { coreFiles, writeTree } from '../modules/write-tree.ts';
import { testContext } from '../playbook/test-context.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';
import { type Answer, FakeTarget } from './fake-target.ts';

/** What a test says of a run; the rest is as if nobody had configured anything. */
export interface GivenRun {
  /** Hosts with their variables, as data. By default `web1`. */
  readonly hosts?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Environment variables, from which settings are read. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Partial<RunOptions>;
  /** Options of the command line that concern connections (`remote_user`). */
  readonly commandLine?: Readonly<Record<string, string>>;
  readonly extraVars?: Readonly<Record<string, Value>>;
  /** Actions of the test's own, beside mitorun's and `answer`, whose result is its arguments. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** What modules answer; by default `ping: pong` and no more. */
  readonly answer?: Answer;
  /** Throws where a target cannot be reached. */
  readonly connect?: (place: string) => void | Promise<void>;
  /** Tasks that go to plug-ins in Python. */
  readonly foreign?: (task: ForeignTask, action: string) => Dict;
  /** Files beside the playbook. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface FakeRun {
  readonly services: RunServices;
  readonly target: FakeTarget;
  /** Everything that was emitted, in its order. */
  readonly events: RunEvent[];
  /** Where the playbook is. */
  readonly directory: string;
  readonly abort: () => void;
}

const modules = ['async_status', 'command', 'copy', 'setup', 'stat'];
let content: ModuleCatalog | undefined;

/** A catalog over an ansible-core that has a few modules; one for all tests of a file. */
function catalog(): ModuleCatalog {
  if (content) return content;
  const root = writeTree({
    ...coreFiles('2.19.11'),
    ...Object.fromEntries(
      modules.map((name) => [
        `ansible/modules/${name}.py`,
        'from ansible.module_utils.basic import AnsibleModule\n',
      ]),
    ),
  });
  const tree = readContentTree(join(root, 'ansible'), 'test');
  if (!tree) throw new Error(`no ansible-core in ${root}`);
  content = new ModuleCatalog({ trees: [tree] });
  return content;
}

/** Gives its arguments back as its result, on the controller. */
const answerAction: Action = { isLocal: true, run: async ({ args }) => args.copy() };

/**
 * A run without targets, Python and files of the user's: the inventory, the memory of hosts, templates, actions and the
 * catalog are real, what lies behind the broker is a fake.
 */
export function fakeRun(given: GivenRun = {}): FakeRun {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => {
    if (event.kind !== 'span-start' && event.kind !== 'span-end') events.push(event);
  };
  let lastSpan = 0;
  const span = new Span({ nextId: () => ++lastSpan, emit }, 'run', '', undefined);
  const directory = given.files ? writeTree(given.files) : '/plays';
  const config = givenConfig({ env: given.environment });
  const setting = (name: string): Value | undefined => config.shown(name as SettingName) as Value;
  const controller = new AbortController();
  const engine = new TemplateEngine({ registry: libraryRegistry() });
  const target = new FakeTarget(given.answer ?? (() => ({ ping: 'pong' })), given.connect);
  const inventory = inventoryOf(given, engine);
  const variables = new InventoryVariables(inventory);
  const actions = builtinActions();
  for (const [name, action] of Object.entries({ answer: answerAction, ...given.actions }))
    actions.add(name, async () => action);
  const services: RunServices = {
    span,
    options: { ...ordinaryOptions, ...given.options },
    inventory,
    memory: new HostMemory({
      injectFacts: config.get('INJECT_FACTS_AS_VARS'),
      mergeHashes: config.get('DEFAULT_HASH_BEHAVIOUR') === 'merge',
    }),
    startedJobs: new StartedJobs(),
    engine,
    broker: target,
    foreign: {
      overrides: () => false,
      open: () => ({
        run: async (context, task) => answerOf(given.foreign?.(task, context.action) ?? new Dict()),
        reset: async () => undefined,
        close: () => undefined,
      }),
    },
    taskNames: new TaskNames(),
    unreadVariables: new UnreadVariables(),
    hasStrategyFile: () => false,
    findStrategy: () => undefined,
    catalog: catalog(),
    actions,
    pluginDirectories: [],
    playbooks: testContext({}, { resolveAction: () => true }),
    connection: {
      config,
      cli: (name) => given.commandLine?.[name],
      connectionPassword: undefined,
      becomePassword: undefined,
      secret: () => undefined,
    },
    emit,
    extraVars: Dict.of({ ...given.extraVars }),
    inventoryVariables: (host) => variables.of(inventory.host(host) ?? new InventoryHost(host)),
    setting,
    lookups: {
      ...plainLookups(directory),
      setting,
      warn: (message) => emit({ kind: 'warning', message }),
      deprecate: (message, version) => emit({ kind: 'deprecation', message, version }),
    },
    terminal: undefined,
    signal: controller.signal,
    refreshInventory: async () => undefined,
  };
  return { services, target, events, directory, abort: () => controller.abort() };
}

const ordinaryOptions: RunOptions = {
  forks: 5,
  checkMode: false,
  diffMode: false,
  verbosity: 0,
  tags: ['all'],
  skipTags: [],
  limit: undefined,
  startAtTask: undefined,
  step: false,
  forceHandlers: false,
  configFile: undefined,
  controllerPython: '/usr/bin/python3',
  workingDirectory: '/work',
};

function inventoryOf({ hosts = { web1: {} }, groups = {} }: GivenRun, { jobs }: TemplateEngine): Inventory {
  const settings = readInventorySettings(givenConfig({}));
  const inventory = new Inventory([], { ...settings, files: new DataFiles(), warn: () => undefined, jobs });
  for (const [name, variables] of Object.entries(hosts)) {
    inventory.addHost(name, { groups: ['all'] });
    for (const [key, value] of Object.entries(variables)) inventory.setVariable(name, key, value);
  }
  for (const [group, members] of Object.entries(groups)) {
    inventory.addGroup(group);
    for (const member of members) inventory.addChild(group, member);
  }
  inventory.reconcile();
  return inventory;
}

/** Events in a line each: `ok web1`, `retry web1`, `warning: …`, what a test has no words for by its kind. */
export function told(events: readonly RunEvent[]): string[] {
  return events.map((event) => {
    switch (event.kind) {
      case 'host-result':
        return `${event.ignored ? 'ignored ' : ''}${event.status} ${event.host}`;
      case 'item-result':
        return `item ${event.ignored ? 'ignored ' : ''}${event.status} ${event.host}`;
      case 'task-start':
      case 'handler-task-start':
        return `${event.kind === 'task-start' ? 'TASK' : 'HANDLER'} ${event.task.name}`;
      case 'warning':
        return `warning: ${event.message}`;
      case 'message':
        return `-${'v'.repeat(event.verbosity)} ${event.text}`;
      case 'handler-notified':
        return `notified ${event.handler} for ${event.host}`;
      case 'included':
        return `included ${event.file.replace(/^.*\//, '')} for ${event.hosts.join(', ')}`;
      default:
        return 'host' in event ? `${event.kind} ${event.host}` : event.kind;
    }
  });
}
