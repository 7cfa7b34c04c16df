import { join, sep } from 'node:path';
import { ActionFailure } from '../action-failure.ts';

/**
 * Where a file of a host is kept below a directory of the controller: `directory/host/source`. Names of hosts come from
 * inventories and APIs and paths from targets, so neither may lead out of its place: throws ActionFailure where `..`
 * in one of them does.
 */
export function fetchedPath(directory: string, host: string, source: string): string {
  const ofHost = join(directory, host);
  if (
    host.split('/').includes('..') ||
    ofHost === join(directory, sep) ||
    `${ofHost}/` === join(directory, sep) ||
    host.includes('\0')
  )
    throw new ActionFailure(
      `the host's name ${JSON.stringify(host)} leads out of ${directory}: name the file yourself, with flat and dest`,
    );
  const path = join(ofHost, source);
  const inside = ofHost.endsWith(sep) ? ofHost : ofHost + sep;
  if (!path.startsWith(inside) || path === inside)
    throw new ActionFailure(`${JSON.stringify(source)} leads out of ${ofHost}: write src without ..`);
  return path;
}
