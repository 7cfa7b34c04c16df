import type { TargetSettingName } from '../../config/settings/all.ts';
import { existsSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import type { Hop, ModuleRun } from '../../broker/hop.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import type { ModuleCatalog } from '../../modules/catalog.ts';
import { isolationOf } from '../../modules/isolation.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { PythonError } from '../../python/python-error.ts';
import { str, stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { interpreterOf, isPython, saysNotFound, withInterpreter } from './module-interpreter.ts';
import { InterpreterFailure } from '../../broker/interpreter-failure.ts';
import { asShellOutcome } from './ended-by-signal.ts';
import { moduleParameters } from './internal-arguments.ts';
import { parseModuleResult, tidyModuleResult } from './parse-result.ts';

/** What running a module needs to know beside its name and arguments. */
export interface ModuleCall {
  readonly name: string;
  readonly args: Dict;
  readonly hop: Hop;
  readonly catalog: ModuleCatalog;
  readonly collections: readonly string[];
  /** Role and playbook `library/` directories. */
  readonly libraries: readonly string[];
  /** Role and playbook `module_utils/` directories. */
  readonly moduleUtils: readonly string[];
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  readonly verbosity: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds that an asynchronous job may take; 0 runs in the foreground. */
  readonly asyncSeconds: number;
  readonly isolation: string | undefined;
  /** The soft limit of open files (PYTHON_MODULE_RLIMIT_NOFILE); 0 leaves it. */
  readonly openFiles: number;
  readonly temporaryPlaces: readonly string[];
  /** What the target's variables have in place of the program that a module's first line names. */
  readonly interpreter: (named: string) => Promise<string | undefined>;
  /** The same account by another Python. */
  readonly hopOf: (python: string) => Promise<Hop>;
  readonly setting: (name: TargetSettingName) => Value | undefined;
  readonly signal: AbortSignal;
  readonly origin: Origin | undefined;
  readonly warn: (message: string) => void;
}

/** Runs one of Ansible's modules on the hop and gives its result. Fails with ACTION where there is no such module. */
export async function runModule(call: ModuleCall): Promise<Dict> {
  const { hop, catalog } = call;
  const pythonVersion = hop.target.pythonVersion;
  const resolved = catalog.resolve(call.name, {
    collections: [...call.collections],
    extraDirectories: [...call.libraries],
    moduleUtils: call.moduleUtils.filter((directory) => existsSync(directory)),
    pythonVersion,
  });
  if (!resolved) {
    throw new MitorunError('ACTION', `The module ${call.name} was not found in configured module paths`, {
      origin: call.origin,
    });
  }
  const found = catalog.manifest(resolved, pythonVersion);
  const named = interpreterOf(found);
  const wanted = await call.interpreter(named);
  if (wanted !== undefined && isPython(named)) {
    const other = await call.hopOf(wanted);
    return runModule({ ...call, hop: other, interpreter: async () => undefined });
  }
  const isForeign = found.style !== 'new' && found.style !== 'binary';
  const manifest = wanted !== undefined && isForeign ? withInterpreter(found, wanted) : found;
  const parameters = moduleParameters(call.args, {
    module: call.name,
    checkMode: call.checkMode,
    diffMode: call.diffMode,
    noLog: call.noLog || call.setting('DEFAULT_NO_TARGET_SYSLOG') === true,
    verbosity: call.verbosity,
    coreVersion: manifest.coreVersion,
    // AnsibleModule makes one of its own when it needs one, so most steps need no round trip for it.
    temporaryDirectory: null,
    remoteTmp: call.setting('DEFAULT_REMOTE_TMP') ?? '~/.ansible/tmp',
    shellExecutable: call.setting('DEFAULT_EXECUTABLE') ?? '/bin/sh',
    syslogFacility: call.setting('DEFAULT_SYSLOG_FACILITY') ?? 'LOG_USER',
    selinuxSpecialFilesystems: call.setting('DEFAULT_SELINUX_SPECIAL_FS') ?? [
      'fuse',
      'nfs',
      'vboxsf',
      'ramfs',
      '9p',
      'vfat',
    ],
    keepRemoteFiles: false,
    debug: false,
    targetLogInfo: call.setting('TARGET_LOG_INFO') ?? null,
    ignoreUnknownOptions: false,
  });
  const run: ModuleRun = {
    manifest,
    parameters: serialized(parameters, call),
    environment: call.environment,
    isolation: isolationOf(resolved.name, call.isolation),
    places: call.temporaryPlaces,
    signal: call.signal,
    ...(call.openFiles === 0 ? {} : { openFiles: call.openFiles }),
    ...(call.asyncSeconds > 0 ? { async: asyncJob(call) } : {}),
  };
  const outcome = await hop.runModule(run);
  const used = wanted ?? named;
  if (isForeign && used !== '' && outcome.stdout === '' && saysNotFound(outcome.stderr, used))
    throw new InterpreterFailure(used, outcome.rc, outcome.stdout, outcome.stderr);
  const result = tidyModuleResult(
    parseModuleResult(
      asShellOutcome(outcome),
      call.warn,
      call.setting('MODULE_STRICT_UTF8_RESPONSE') !== false,
    ),
    call.warn,
  );
  if (call.asyncSeconds > 0) result.set('changed', true);
  return result;
}

/** Throws MitorunError ACTION for arguments that have no JSON, bytes among them. */
function serialized(parameters: Dict, { name, origin }: ModuleCall): string {
  try {
    return dumpJson(Dict.of({ ANSIBLE_MODULE_ARGS: parameters }), { profile: 'module_legacy_c2m' });
  } catch (cause) {
    if (!(cause instanceof PythonError)) throw cause;
    const message = `Failed to serialize arguments for the ${stringRepr(name.replace(/^ansible\.(?:builtin|legacy)\./, ''))} module.`;
    throw new MitorunError('ACTION', message, { origin, cause });
  }
}

function asyncJob(call: ModuleCall): { jobId: string; seconds: number; directory: string } {
  const directory = str(call.setting('DEFAULT_ASYNC_DIR') ?? '~/.ansible_async');
  return {
    jobId: `j${randomInt(0, 1e12)}.${process.pid}`,
    seconds: timeAllowed(call.asyncSeconds),
    directory,
  };
}

const watchStep = 5;

/** Ansible looks at a job every five seconds, the first time without counting them: whoever polls gives up before. */
function timeAllowed(seconds: number): number {
  return watchStep * (1 + Math.max(1, Math.ceil(seconds / watchStep)));
}
