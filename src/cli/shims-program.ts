import { accessSync, constants, lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { mkdirSync } from '../python/file-system.ts';
import type { ProcessEdge } from './process-edge.ts';

const names = ['ansible', 'ansible-playbook', 'ansible-inventory', 'ansible-vault'];

/**
 * `mitorun shims DIR`: links named as Ansible's programs that start mitorun, so that PATH switches a whole toolchain.
 * Links of ours are renewed; anything else of that name is left alone and said.
 */
export async function shimsProgram(edge: ProcessEdge): Promise<number> {
  const [directory, ...more] = edge.argv;
  if (directory === undefined || more.length > 0 || directory.startsWith('-')) {
    throw new MitorunError('ARGUMENTS', 'the following arguments are required: DIR');
  }
  const place = resolve(edge.cwd, directory);
  try {
    mkdirSync(place, { recursive: true });
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw new MitorunError(
      'USAGE',
      `no links in ${place}: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'name a directory that this account may write',
      },
    );
  }
  for (const name of names) {
    const link = join(place, name);
    const existing = lstatSync(link, { throwIfNoEntry: false });
    if (existing && !(existing.isSymbolicLink() && readlinkSync(link).endsWith('/mitorun'))) {
      throw new MitorunError('USAGE', `${link} exists and is no link to mitorun`);
    }
    rmSync(link, { force: true });
    symlinkSync(resolve(edge.cwd, edge.launcher), link);
    edge.stdout.write(`${link} -> ${edge.launcher}\n`);
  }
  edge.stdout.write(`Put ${place} first in PATH to have them used.\n`);
  return 0;
}
