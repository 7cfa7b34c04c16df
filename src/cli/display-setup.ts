import { constants } from 'node:fs';
import { accessSync, appendFileSync, existsSync, statSync } from '../python/file-system.ts';
import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import { Display, type DisplaySettings } from '../output/display.ts';
import { logFileWriter, type LogWriter } from '../output/log-file.ts';
import type { KnownSecrets } from '../output/redact.ts';
import { ownAccount } from '../python/accounts.ts';
import type { ProcessEdge } from './process-edge.ts';
import { terminalWidth } from './terminal-width.ts';

/** The display of this run: terminal width, colours and log file as ansible.cfg and the environment have them. */
export function setUpDisplay(
  config: Config,
  edge: ProcessEdge,
  options: { readonly verbosity: number; readonly secrets: KnownSecrets },
): Display {
  const logPath = config.get('DEFAULT_LOG_PATH');
  const settings: DisplaySettings = {
    verbosity: options.verbosity,
    columns: terminalWidth(edge.stdout),
    color: wantsColor(config, edge),
    colors: {
      ok: config.get('COLOR_OK'),
      changed: config.get('COLOR_CHANGED'),
      skip: config.get('COLOR_SKIP'),
      error: config.get('COLOR_ERROR'),
      unreachable: config.get('COLOR_UNREACHABLE'),
      warn: config.get('COLOR_WARN'),
      deprecate: config.get('COLOR_DEPRECATE'),
      debug: config.get('COLOR_DEBUG'),
      verbose: config.get('COLOR_VERBOSE'),
      included: config.get('COLOR_INCLUDED'),
      'diff-add': config.get('COLOR_DIFF_ADD'),
      'diff-remove': config.get('COLOR_DIFF_REMOVE'),
      'diff-lines': config.get('COLOR_DIFF_LINES'),
    },
    deprecationWarnings: config.get('DEPRECATION_WARNINGS'),
    verboseToStderr: config.get('VERBOSE_TO_STDERR'),
    logVerbosity: Math.max(options.verbosity, config.get('LOG_VERBOSITY') ?? 0),
    writeOut: (text) => void edge.stdout.write(text),
    writeError: (text) => void edge.stderr.write(text),
    writeLog: logWriter(logPath, edge),
    redact: options.secrets.redact,
  };
  return new Display(settings);
}

/** A log file that cannot be written is done without, with Ansible's words. */
function logWriter(path: string | null, edge: ProcessEdge): LogWriter | undefined {
  if (path === null) return undefined;
  if (existsSync(path) && statSync(path).isDirectory()) {
    edge.stderr.write(`[WARNING]: DEFAULT_LOG_PATH can not be a directory '${path}', aborting\n`);
    return undefined;
  }
  if (!isWritable(existsSync(path) ? path : dirname(path))) {
    edge.stderr.write(
      `[WARNING]: log file at '${path}' is not writeable and we cannot create it, aborting\n\n`,
    );
    return undefined;
  }
  return logFileWriter({
    append: goingOn(
      (text) => appendFileSync(path, text),
      (cause) => {
        const message = `The log file '${path}' cannot be written, the run goes on without what is missing there: ${cause}`;
        edge.stderr.write(`[WARNING]: ${message}\n`);
      },
    ),
    processId: process.pid,
    user: ownAccount().name,
    now: () => new Date(),
  });
}

/** A full disk costs messages of the log, not the run. Said once; tried again with every message, as there may be room again. */
function goingOn(append: (text: string) => void, warn: (cause: string) => void): (text: string) => void {
  let hasWarned = false;
  return (text) => {
    try {
      append(text);
    } catch (error) {
      if (hasWarned) return;
      hasWarned = true;
      warn(error instanceof Error ? error.message : String(error));
    }
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function wantsColor(config: Config, edge: ProcessEdge): boolean {
  if (config.get('ANSIBLE_FORCE_COLOR')) return true;
  if (config.get('ANSIBLE_NOCOLOR')) return false;
  return edge.stdout.isTTY === true && edge.environment['TERM'] !== 'dumb';
}
