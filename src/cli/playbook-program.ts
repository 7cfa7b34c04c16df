import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { loadPlaybook } from '../playbook/load-playbook.ts';
import { Dict } from '../python/dict.ts';
import { runPlaybooks } from '../strategy/run-playbooks.ts';
import { assembleRun } from './assemble-run.ts';
import { commonSetup, runPlan } from './common-setup.ts';
import { parseOptions } from './options/parse.ts';
import { playbookOptions } from './options/tables.ts';
import { outputOf } from './output-setup.ts';
import type { ProcessEdge } from './process-edge.ts';
import { untilInterrupted } from './interruption.ts';

/** `ansible-playbook`: runs playbooks and gives the exit code. */
export async function playbookProgram(edge: ProcessEdge): Promise<number> {
  const options = parseOptions(playbookOptions, edge.argv);
  if (options.positional.length === 0) {
    throw new MitorunError('USAGE', 'the following arguments are required: playbook');
  }
  const setup = await commonSetup(edge, options);
  const paths = options.positional.map((path) => playbookPath(path, edge));
  const emit = outputOf(setup.config, setup.display, {
    checkMode: options.flag('check'),
    callback: setup.config.get('DEFAULT_STDOUT_CALLBACK'),
  });
  return untilInterrupted(edge, async (signal) => {
    const { services, broker } = assembleRun(
      runPlan(edge, options, setup, {
        baseDirectory: dirname(paths[0] ?? edge.cwd),
        emit,
        signal,
        inventoryDefault: setup.config.get('DEFAULT_HOST_LIST'),
      }),
    );
    try {
      const playbooks = paths.map((path) => ({ path, plays: loadPlaybook(path, services.playbooks) }));
      return await runPlaybooks(services, playbooks, {
        promptVars: async () => new Dict(),
        onFailedHosts: () => undefined,
        confirmStep: undefined,
      });
    } finally {
      await broker.close();
    }
  });
}

function playbookPath(path: string, edge: ProcessEdge): string {
  const file = resolve(edge.cwd, path);
  if (!existsSync(file)) {
    if (/^[\w]+\.[\w]+\.[\w.]+$/.test(path)) return path;
    throw new MitorunError('FILE_NOT_FOUND', `the playbook: ${path} could not be found`);
  }
  const kind = statSync(file);
  if (!kind.isFile() && !kind.isFIFO()) {
    throw new MitorunError('FILE_NOT_FOUND', `the playbook: ${path} does not appear to be a file`);
  }
  return file;
}
