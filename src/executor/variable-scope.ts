import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { LookupContext } from '../template/lookup-context.ts';
import { LazyDict, needsRendering } from '../template/runtime/lazy.ts';
import { Templar } from '../template/templar.ts';
import { HostVariables, orUndefined, RenderedVariables } from '../vars/host-variables.ts';
import { ComputedLayer, LayeredVariables, type VariableLayer } from '../vars/layered-variables.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import { warnOfReservedNames } from './reserved-name-warnings.ts';
import { type PlacedVariables, placedVariables, publicRoles } from '../vars/play-scope.ts';
import { connectionVariables } from './connection-variables.ts';
import { hostIdentity, magicVariables, searchPath } from './magic-variables.ts';
import type { PlayContext, VarsFilesReader } from './play-context.ts';
import type { RunServices } from './services.ts';

const nowhere: PlacedVariables = {
  includeParams: [],
  roleParams: [],
  taskVars: [],
  roleVars: [],
  roleDefaults: [],
};

/**
 * Puts together what a template sees: all levels of Ansible's variable precedence for a play, a host and a task
 * (docs, "Understanding variable precedence"), by reference, so that it costs the same for ten and for ten thousand.
 */
export class VariableScope {
  readonly #services: RunServices;
  readonly #play: PlayContext | undefined;
  readonly #hostvars: HostVariables;
  #publicRoles: readonly VariableLayer[] = [];
  #publicDefaults: readonly VariableLayer[] = [];
  /** Roles of the play that the two above were made from: includes add to them. */
  #rolesSeen = -1;
  readonly #placed = new WeakMap<Task, PlacedVariables>();
  readonly #playVars: readonly Dict[];
  readonly #checkedNames = new WeakSet<Dict>();

  constructor(services: RunServices, play: PlayContext | undefined) {
    this.#services = services;
    this.#play = play;
    this.#playVars = play ? ownPlayVars(play) : [];
    this.#hostvars = new HostVariables({
      hosts: () => services.inventory.hosts.keys(),
      known: (host) => services.inventory.host(host) !== undefined,
      variablesOf: (host) => this.#hostvarsOf(host),
    });
  }

  /**
   * Variables of a task on a host. Without a host, the variables that every host of the play would see.
   * @param options.connection whether to add connection variables that nobody set
   */
  variables(
    host: string | undefined,
    task: Task | undefined,
    options: { readonly connection: boolean } = { connection: true },
  ): LayeredVariables {
    const { memory, extraVars, setting } = this.#services;
    const placed = task ? this.#placedVariables(task) : nowhere;
    const play = this.#play;
    this.#readPublicRoles();
    const layers: VariableLayer[] = [
      this.#magic(host, task),
      extraVars,
      ...placed.includeParams,
      ...placed.roleParams,
    ];
    if (host !== undefined) layers.push(memory.variables(host), memory.included(host));
    layers.push(...placed.taskVars, ...placed.roleVars, ...this.#publicRoles);
    if (play) layers.push(...play.varsFiles(this.varsFilesReader(host, task)));
    layers.push(...this.#belowVarsFiles(host, task, placed));
    this.#warnOfReservedNames(layers, host);
    if (host !== undefined && task && options.connection)
      layers.push(connectionVariables(this.#services, host, task, new LayeredVariables([...layers])));
    return new LayeredVariables(layers, { merge: setting('DEFAULT_HASH_BEHAVIOUR') === 'merge' });
  }

  /**
   * Makes the reader for a play's `vars_files`. Their names are rendered before any higher level is there,
   * except extra and magic variables. So set_fact, register, include_vars, and a role's vars and parameters
   * cannot choose a file.
   */
  varsFilesReader(host: string | undefined, task: Task | undefined): VarsFilesReader {
    const { extraVars, setting } = this.#services;
    const merge = setting('DEFAULT_HASH_BEHAVIOUR') === 'merge';
    return {
      host,
      task,
      templar: (loaded) => {
        const magic = this.#magic(host, task);
        const placed = task ? this.#placedVariables(task) : nowhere;
        const below = this.#belowVarsFiles(host, task, placed);
        return this.templar(new LayeredVariables([magic, extraVars, ...loaded, ...below], { merge }), task);
      },
    };
  }

  #magic(host: string | undefined, task: Task | undefined): VariableLayer {
    return magicVariables(this.#services, { play: this.#play, host, task, hostvars: this.#hostvars });
  }

  /** The levels below `vars_files`, highest first. */
  #belowVarsFiles(
    host: string | undefined,
    task: Task | undefined,
    placed: PlacedVariables,
  ): VariableLayer[] {
    const layers: VariableLayer[] = this.#play ? [this.#play.promptedVars, ...this.#playVars] : [];
    if (host !== undefined) {
      const inventory = this.#services.inventoryVariables(host, this.#varsRoots(task));
      layers.push(this.#services.memory.factVariables(host), hostIdentity(this.#services, host), inventory);
    }
    this.#readPublicRoles();
    return [...layers, ...placed.roleDefaults, ...this.#publicDefaults];
  }

  /** A templar over these variables; relative files are sought from the task's place. */
  templar(
    variables: LayeredVariables,
    task: Task | undefined,
    /** Called with each deprecation before it is shown. */
    onDeprecation?: LookupContext['deprecate'],
  ): Templar {
    const directory = this.#play?.directory ?? this.#services.options.workingDirectory;
    return new Templar(this.#services.engine, variables, {
      ...this.#services.lookups,
      ...(onDeprecation && {
        deprecate: (...deprecation: Parameters<LookupContext['deprecate']>): void => {
          onDeprecation(...deprecation);
          this.#services.lookups.deprecate(...deprecation);
        },
      }),
      searchPath: task ? searchPath(task, directory) : [directory],
      baseDirectory: directory,
    });
  }

  /** Where group_vars and host_vars beside the play are for a task (PLAYBOOK_VARS_ROOT). */
  #varsRoots(task: Task | undefined): readonly string[] {
    const root = this.#services.setting('PLAYBOOK_VARS_ROOT');
    if (task && root === 'all') return searchPath(task, undefined);
    if (task && root === 'bottom') return searchPath(task, undefined).slice(0, 1);
    return this.#play?.directory === undefined ? [] : [this.#play.directory];
  }

  /**
   * Warns of reserved names in each dict that a user wrote, once for each dict. What tasks have set was
   * checked when they set it. A name that a lower level has too is warned of there.
   */
  #warnOfReservedNames(layers: readonly VariableLayer[], host: string | undefined): void {
    const { memory } = this.#services;
    const set = host === undefined ? [] : [memory.variables(host), memory.included(host)];
    const facts = host === undefined ? undefined : memory.factVariables(host);
    for (let index = layers.length - 1; index >= 0; index--) {
      const layer = layers[index];
      if (set.some((known) => known === layer)) continue;
      if (!(layer instanceof Dict) || this.#checkedNames.has(layer)) continue;
      this.#checkedNames.add(layer);
      const lower = layers.slice(index + 1);
      warnOfReservedNames(layer, this.#services.emit, {
        isKnown: (name) => lower.some((other) => other.has(name)),
        ...(layer === facts && { placeOf: (name: string) => unknownOrigin(name) }),
      });
    }
  }

  #readPublicRoles(): void {
    const content = this.#play?.content;
    if (!content || this.#rolesSeen === content.roles.length) return;
    this.#rolesSeen = content.roles.length;
    const roles = publicRoles(content).toReversed();
    this.#publicRoles = roles.map((role) => role.vars);
    this.#publicDefaults = roles.map((role) => role.defaults);
  }

  #placedVariables(task: Task): PlacedVariables {
    let placed = this.#placed.get(task);
    if (!placed) {
      placed = placedVariables(task);
      this.#placed.set(task, placed);
    }
    return placed;
  }

  /** One host's variables as others see them: without any task's or play's, rendered in that host's context. */
  #hostvarsOf(host: string): Dict {
    const { memory, extraVars, setting } = this.#services;
    const magic = magicVariables(this.#services, {
      play: undefined,
      host,
      task: undefined,
      hostvars: undefined,
    });
    const place = new ComputedLayer([['playbook_dir', () => this.#play?.directory]]);
    const merge = setting('DEFAULT_HASH_BEHAVIOUR') === 'merge';
    const layers = (): LayeredVariables =>
      new LayeredVariables(
        [
          magic,
          place,
          extraVars,
          memory.variables(host),
          memory.included(host),
          memory.factVariables(host),
          hostIdentity(this.#services, host),
          this.#services.inventoryVariables(host, this.#varsRoots(undefined)),
        ],
        { merge },
      );
    return new RenderedVariables({
      typeName: 'HostVarsVars',
      names: () => layers().names(),
      has: (name) => layers().has(name),
      render: (name): Value | undefined => {
        const variables = layers();
        const value = variables.get(name);
        if (value === undefined) return undefined;
        // Data has nothing to render. A deprecated member stays marked, so that whoever reads it is warned.
        if (value === memory.variables(host).get(name) || value === memory.factVariables(host).get(name))
          return value;
        return this.#readByOthers(value, this.templar(variables, undefined));
      },
    });
  }

  /**
   * Renders a dict's members one by one, when they are read: a member that fails does not make the others
   * fail.
   */
  #readByOthers(value: Value, templar: Templar): Value {
    const member = (raw: Value) => orUndefined(() => this.#readByOthers(raw, templar));
    if (!needsRendering(value)) return value;
    if (Array.isArray(value)) return value.map(member);
    return value instanceof Dict && value.constructor === Dict
      ? new LazyDict(value, member, this.#services.engine.jobs)
      : templar.renderKeepingVaults(value);
  }
}

function ownPlayVars(context: PlayContext): Dict[] {
  const vars = context.play.own('vars');
  const own =
    vars instanceof Dict
      ? [vars]
      : Array.isArray(vars)
        ? vars.filter((part) => part instanceof Dict).toReversed()
        : [];
  return [...context.play.importVars, ...own];
}
