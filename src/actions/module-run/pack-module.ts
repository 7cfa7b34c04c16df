import { shortName } from '../../parsing/builtin-name.ts';
import type { TargetSettingName } from '../../config/settings/all.ts';
import { existsSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import type { Hop, ModuleOutcome, ModuleRun } from '../../broker/hop.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { Origin } from '../../errors/origin.ts';
import type { ModuleCatalog } from '../../modules/catalog.ts';
import { extendedManifest } from '../../modules/extended-manifest.ts';
import { isolationOf } from '../../modules/isolation.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson } from '../../python/json/dump.ts';
import { PythonError } from '../../python/python-error.ts';
import { str, stringRepr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { profileOf } from '../../template/json-profiles/profiles.ts';
import { writtenAs } from '../../template/json-profiles/write.ts';
import { bareSource } from '../../template/tags/tag-source.ts';
import { interpreterOf, isPython, saysNotFound, withInterpreter } from './module-interpreter.ts';
import { InterpreterFailure } from '../../broker/interpreter-failure.ts';
import { asShellOutcome } from './ended-by-signal.ts';
import type { Answer } from '../answer.ts';
import { wantedExtensions } from './module-extensions.ts';
import { moduleParameters } from './module-parameters.ts';
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
  /** Seconds after which the target ends it; 0 is never. */
  readonly timeout: number;
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

/** A module that is ready to be sent to its hop. */
export interface PackedModule {
  /** Sends it, and gives its answer. */
  submit(): Promise<Answer>;
}

/** Finds one of Ansible's modules for the hop's Python, with what it imports. Fails with ACTION where there is none. */
export async function packModule(call: ModuleCall): Promise<PackedModule> {
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
    return packModule({ ...call, hop: other, interpreter: async () => undefined });
  }
  const isForeign = found.style !== 'new' && found.style !== 'binary';
  const extensions = wantedExtensions(call.setting);
  const manifest =
    wanted !== undefined && isForeign
      ? withInterpreter(found, wanted)
      : extendedManifest(found, catalog.tree(pythonVersion), extensions);
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
  const { profile = 'legacy' } = manifest;
  const run: ModuleRun = {
    manifest,
    parameters: serialized(parameters, profile, call),
    environment: call.environment,
    isolation: isolationOf(resolved.name, extensions.size > 0 ? 'fork' : call.isolation),
    places: call.temporaryPlaces,
    signal: call.signal,
    ...(call.openFiles === 0 ? {} : { openFiles: call.openFiles }),
    ...(call.asyncSeconds > 0 ? { async: asyncJob(call) } : {}),
    ...(call.timeout > 0 ? { timeout: call.timeout * 1000 } : {}),
  };
  const used = wanted ?? named;
  return {
    submit: async () => {
      const outcome = await hop.runModule(run);
      if (isForeign && used !== '' && outcome.stdout === '' && saysNotFound(outcome.stderr, used))
        throw new InterpreterFailure(used, outcome.rc, outcome.stdout, outcome.stderr);
      return readOutcome(outcome, call, `module_${profile}_m2c`);
    },
  };
}

function readOutcome(outcome: ModuleOutcome, call: ModuleCall, profile: string): Answer {
  const strict = call.setting('MODULE_STRICT_UTF8_RESPONSE') !== false;
  const { data, remarks } = parseModuleResult(asShellOutcome(outcome), call.warn, strict, profile);
  const result = tidyModuleResult(data, call.warn);
  if (call.asyncSeconds > 0) result.set('changed', true);
  return { data: result, remarks };
}

/** Throws MitorunError ACTION for arguments that have no JSON, bytes among them. */
function serialized(parameters: Dict, chosen: string, { name, origin }: ModuleCall): string {
  const message = Dict.of({ ANSIBLE_MODULE_ARGS: parameters });
  try {
    if (chosen === 'legacy') return dumpJson(message, { profile: 'module_legacy_c2m' });
    const profile = profileOf(`module_${chosen}_c2m`);
    return dumpJson(writtenAs(profile, message, bareSource), { ensureAscii: !profile.utf8 });
  } catch (cause) {
    if (!(cause instanceof PythonError)) throw cause;
    const message = `Failed to serialize arguments for the ${stringRepr(shortName(name))} module.`;
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

/**
 * Ansible looks at a job every five seconds and does not count the first wait, so a task that polls gives up
 * earlier than the job ends.
 */
function timeAllowed(seconds: number): number {
  return watchStep * (1 + Math.max(1, Math.ceil(seconds / watchStep)));
}
