import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
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
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    } catch (cause) {
      const message = `Error reading config file(${path}) because the config file was not utf8 encoded`;
      throw new MitorunError('CONFIG', message, { cause });
    }
  },
  exists: existsSync,
  isDirectory,
  isWorldWritable(path) {
    const mode = pathStatus(path)?.mode ?? 0;
    return (mode & othersMayWrite) !== 0;
  },
};
