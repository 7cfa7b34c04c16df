import { join } from 'node:path';
import type { ActionContext, ModuleOptions } from '../../actions/action.ts';
import type { ModuleCall } from '../../actions/module-run/pack-module.ts';
import { interpreterVariable } from '../../actions/module-run/module-interpreter.ts';
import type { Hop } from '../../broker/hop.ts';
import { settings } from '../../config/settings/all.ts';
import type { SettingTable } from '../../config/settings/setting.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { repr, str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';
import { toInteger } from '../conversions.ts';
import { collectionsOf } from '../task-collections.ts';
import type { TryFields } from './try-fields.ts';

/** Which module an action runs, and how. */
interface WantedModule {
  readonly name: string;
  readonly args: Dict;
  readonly options: ModuleOptions;
  readonly hop: Hop;
  /** The same account by another Python. */
  readonly hopOf: ModuleCall['hopOf'];
}

/** All that a module of one try needs to run. Throws MitorunError for a variable of the target that cannot be what it says. */
export async function moduleCall(
  fields: TryFields,
  context: ActionContext,
  { name, args, options, hop, hopOf }: WantedModule,
): Promise<ModuleCall> {
  const { services, task } = fields;
  const { isolation, openFiles, ofTarget } = await context.templar.inJob(() => ({
    ofTarget: settingsOfTarget(context),
    isolation: renderedVariable(context, 'mitogen_task_isolation'),
    openFiles: openFilesOf(context),
  }));
  return {
    name,
    args,
    hop,
    catalog: services.catalog,
    collections: collectionsOf(task),
    libraries: libraries(fields),
    moduleUtils: pluginDirectories(fields).map((path) => join(path, 'module_utils')),
    checkMode: (context.checkMode && options.ignoreCheckMode !== true) || options.dryRun === true,
    diffMode: context.diffMode,
    noLog: context.noLog,
    verbosity: context.verbosity,
    environment: context.environment,
    asyncSeconds: options.foreground === true ? 0 : context.asyncSeconds,
    timeout: options.isWholeTask === true ? fields.timeout : 0,
    isolation: isolation === undefined ? undefined : str(isolation),
    openFiles,
    temporaryPlaces: context.temporaryPlaces,
    interpreter: (named) => interpreterOfTarget(context, named),
    hopOf,
    setting: (setting) => ofTarget.get(setting) ?? context.setting(setting),
    signal: options.signal ? AbortSignal.any([context.signal, options.signal]) : context.signal,
    origin: context.origin,
    warn: (message) => context.warn(message),
  };
}

/** Directories of modules beside the playbook and in its roles. */
export function libraries(fields: TryFields): string[] {
  return pluginDirectories(fields).map((path) => join(path, 'library'));
}

/** In the order in which they came, whichever role asks: the first one that has a module wins. */
function pluginDirectories({ playbookDirectory, services }: TryFields): string[] {
  return [...new Set([playbookDirectory, ...services.pluginDirectories])];
}

function renderedVariable({ variables, templar }: ActionContext, name: string): Value | undefined {
  const written = variables.get(name);
  return written === undefined ? undefined : templar.render(written);
}

/** What the target's variables have in place of the program that runs a module; nothing and an omitted value are nothing. */
async function interpreterOfTarget(context: ActionContext, named: string): Promise<string | undefined> {
  const variable = interpreterVariable(named);
  if (variable === undefined) return undefined;
  const value = await context.templar.inJob(() => renderedVariable(context, variable));
  return value === undefined || value === OMIT || value === null ? undefined : str(value).trim() || undefined;
}

const settingsOfModules = Object.entries(settings as SettingTable).flatMap(([name, { variable, type }]) =>
  variable === undefined ? [] : [{ name, variable, type }],
);

/** Settings of modules that the target's variables change. */
function settingsOfTarget(context: ActionContext): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const { name, variable, type } of settingsOfModules) {
    const value = renderedVariable(context, variable);
    if (value === undefined || value === OMIT) continue;
    found.set(name, type === 'boolean' ? (readBoolean(value) ?? false) : value);
  }
  return found;
}

function openFilesOf(context: ActionContext): number {
  const own = renderedVariable(context, 'ansible_python_module_rlimit_nofile');
  const wanted = own ?? context.setting('PYTHON_MODULE_RLIMIT_NOFILE') ?? 0;
  const limit = wanted === OMIT ? 0 : toInteger(wanted);
  if (limit !== undefined) return limit;
  throw new MitorunError('ACTION', `invalid literal for int() with base 10: ${repr(wanted)}`, {
    origin: context.origin,
  });
}
