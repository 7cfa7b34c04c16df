import { constants } from 'node:fs';
import { accessSync, existsSync, readTextSync, statSync } from '../python/file-system.ts';
import type { ConfigFileSystem } from './find-config-file.ts';
import { isDirectory, pathStatus } from '../python/os-path.ts';

const othersMayWrite = 0o002;

/** The machine's own files, for `loadConfig`. */
export const nodeFileSystem: ConfigFileSystem = {
  readText(path) {
    try {
      accessSync(path, constants.R_OK);
    } catch {
      return undefined;
    }
    if (statSync(path).isDirectory()) return undefined;
    return readTextSync(path);
  },
  exists: existsSync,
  isDirectory,
  isWorldWritable(path) {
    const mode = pathStatus(path)?.mode ?? 0;
    return (mode & othersMayWrite) !== 0;
  },
};
