import { mkdirSync, writeFileSync } from '../python/file-system.ts';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { systemReason } from '../errors/system-error.ts';
import type { Display } from '../output/display.ts';

/** Hosts whose names would be read as something else than one name in a line of `--limit @file`. */
const noLine = /[\p{Cc}\p{Zl}\p{Zp},;]|^[~!&@#]|^(all|\*)$/u;

/** Writes the hosts to retry, one a line, beside the playbook or where the settings say, and tells how to use the file. */
export function writeRetryFile(
  playbook: string,
  hosts: readonly string[],
  config: Config,
  display: Display,
): void {
  if (!config.get('RETRY_FILES_ENABLED')) return;
  const written = hosts.filter((host) => !noLine.test(host));
  for (const host of hosts)
    if (noLine.test(host)) display.warn(`The host ${JSON.stringify(host)} cannot be named in a retry file.`);
  const directory = config.get('RETRY_FILES_SAVE_PATH') ?? dirname(resolve(playbook));
  const file = join(directory, `${basename(playbook, extname(playbook))}.retry`);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, written.map((host) => `${host}\n`).join(''));
  } catch (error) {
    display.warn(`Could not create retry file '${file}'.\n\t${systemReason(error)}`);
    return;
  }
  display.show(`\tto retry, use: --limit @${file}\n`);
}
