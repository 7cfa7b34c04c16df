import { dumpConfig, listConfig } from '../config/describe.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { readConfig } from './common-setup.ts';
import { parseOptions } from './options/parse.ts';
import { configOptions } from './options/tables.ts';
import type { ProcessEdge } from './process-edge.ts';

/** `mitorun config list|dump`: the settings, their values and where each comes from. */
export async function configProgram(edge: ProcessEdge): Promise<number> {
  const options = parseOptions(configOptions, edge.argv);
  const [action, ...more] = options.positional;
  if (more.length > 0) throw new MitorunError('ARGUMENTS', `unrecognized arguments: ${more.join(' ')}`);
  const config = readConfig(edge);
  if (action === 'list') edge.stdout.write(listConfig(config));
  else if (action === 'dump') {
    edge.stdout.write(dumpConfig(config, { onlyChanged: options.flag('only-changed') }));
  } else throw new MitorunError('ARGUMENTS', "the action of config is 'list' or 'dump'");
  return 0;
}
