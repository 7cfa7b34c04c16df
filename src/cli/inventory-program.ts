import { writeFileSync } from '../python/file-system.ts';
import { expandPath } from '../config/expand-path.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { warnOfReservedNames } from '../executor/reserved-name-warnings.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { graph } from '../inventory/listing/graph.ts';
import { listHost } from '../inventory/listing/host.ts';
import { listAsJson, listAsToml, listAsYaml } from '../inventory/listing/list.ts';
import type { ListingOptions } from '../inventory/listing/listed-variables.ts';
import { findContent } from '../modules/content/find.ts';
import { showNotices } from '../output/show-notice-events.ts';
import { dataSetup, programBase } from './common-setup.ts';
import { moduleCatalog } from './module-catalog.ts';
import { inventoryPlugins } from './python-plugins.ts';
import { loadRunInventory } from './load-run-inventory.ts';
import type { ParsedOptions } from './options/option.ts';
import { parseOptions } from './options/parse.ts';
import { inventoryOptions } from './options/tables.ts';
import type { ProcessEdge } from './process-edge.ts';
import { controllerPython } from './run-content.ts';
import { inventorySources } from './run-plan.ts';
import { surroundingsOf } from './surroundings.ts';
import { RenderJobs } from '../template/waiting/render-jobs.ts';
import { untilInterrupted } from './interruption.ts';
import { templateEngine } from './template-engine.ts';
import { toldOnce } from '../executor/told-once.ts';

/** `ansible-inventory`: shows what the inventory holds. */
export async function inventoryProgram(edge: ProcessEdge): Promise<number> {
  const options = parseOptions(inventoryOptions, edge.argv);
  const [, ...more] = options.positional;
  if (more.length > 0) throw new MitorunError('ARGUMENTS', `unrecognized arguments: ${more.join(' ')}`);
  const base = programBase(edge, options);
  checkAction(options);
  const setup = await dataSetup(edge, options, base);
  const given = options.text('playbook-dir') ?? setup.config.get('PLAYBOOK_DIR') ?? undefined;
  const directory = given === undefined ? edge.cwd : expandPath(given, surroundingsOf(edge));
  const trees = findContent({ explicit: options.text('content'), environment: edge.environment });
  const [tree] = trees;
  const localhostPython = tree === undefined ? '/usr/bin/python3' : controllerPython(tree, edge.environment);
  const pluginsFor = (jobs: RenderJobs): ReturnType<typeof inventoryPlugins> | undefined => {
    if (tree === undefined) return undefined;
    const emit = toldOnce(showNotices(setup.display), jobs);
    const warn = (message: string): void => emit({ kind: 'warning', message });
    const playbookDirectories = given === undefined ? [] : [directory];
    const plan = {
      ...setup,
      edge,
      emit,
      baseDirectory: directory,
      trees,
      playbookDirectories,
      modulePaths: [],
      warn,
      options: {
        controllerPython: localhostPython,
        configFile: setup.config.file,
        verbosity: setup.verbosity,
      },
    };
    const plugins = inventoryPlugins(plan, moduleCatalog(plan), jobs);
    for (const one of playbookDirectories) plugins.directories.add(one);
    plugins.helper.useDirectories(plugins.directories.directories);
    return plugins;
  };
  const load = (jobs: RenderJobs, plugins: ReturnType<typeof pluginsFor>): Inventory =>
    loadRunInventory(
      {
        edge,
        config: setup.config,
        vault: setup.vault,
        emit: toldOnce(showNotices(setup.display), jobs),
        inventorySources: inventorySources(edge, options, setup.config),
        extraVars: setup.extraVars,
        baseDirectory: directory,
        flushCache: options.flag('flush-cache'),
        localhostPython,
        plugins,
      },
      templateEngine(setup.config, jobs),
    );
  const show = (inventory: Inventory): number => {
    const text = listing(inventory, options, {
      export: options.flag('export') || setup.config.get('INVENTORY_EXPORT'),
      playbookDirectory: directory,
      playbookDirectoryGiven: given !== undefined,
      extraVariables: setup.extraVars,
      inspect: (variables) => warnOfReservedNames(variables, showNotices(setup.display)),
    });
    if (text === '') return 1;
    const output = options.text('output');
    if (output === undefined) setup.display.show(text);
    else writeResult(expandPath(output, surroundingsOf(edge)), text);
    return 0;
  };
  return untilInterrupted(edge, async (signal) => {
    const jobs = new RenderJobs({ signal });
    const plugins = pluginsFor(jobs);
    try {
      const inventory = await jobs.run(() => load(jobs, plugins));
      return show(inventory);
    } finally {
      plugins?.close();
      await jobs.close();
    }
  });
}

function checkAction(options: ParsedOptions): void {
  const used = [options.flag('list'), options.text('host') !== undefined, options.flag('graph')];
  const count = used.filter(Boolean).length;
  if (count === 0) {
    throw new MitorunError(
      'USAGE',
      'No action selected, at least one of --host, --graph or --list needs to be specified.',
    );
  }
  if (count > 1) {
    throw new MitorunError(
      'USAGE',
      'Conflicting options used, only one of --host, --graph or --list can be used at the same time.',
    );
  }
}

function listing(inventory: Inventory, options: ParsedOptions, listingOptions: ListingOptions): string {
  const format = options.flag('yaml') ? 'yaml' : options.flag('toml') ? 'toml' : 'json';
  const host = options.text('host');
  if (host !== undefined) return listHost(inventory, host, { ...listingOptions, format });
  inventory.setLimit(options.text('limit'));
  if (options.flag('graph')) {
    const [group] = options.positional;
    return graph(inventory, {
      ...listingOptions,
      showVariables: options.flag('vars'),
      ...(group === undefined ? {} : { group }),
    });
  }
  if (format === 'yaml') return listAsYaml(inventory, listingOptions);
  return format === 'toml' ? listAsToml(inventory, listingOptions) : listAsJson(inventory, listingOptions);
}

function writeResult(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing ? `: [Errno 2] No such file or directory: b'${file}'` : '.';
    throw new MitorunError('INVENTORY', `Unable to write to destination file '${file}'${reason}`, {
      cause: missing ? undefined : cause,
    });
  }
}
