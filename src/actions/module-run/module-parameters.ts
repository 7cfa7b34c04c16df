import type { Dict } from '../../python/dict.ts';
import type { Value } from '../../python/value.ts';

/** What AnsibleModule wants to know of the run, beside its own parameters (`ActionBase._update_module_args`). */
export interface InternalArguments {
  readonly module: string;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  readonly verbosity: number;
  readonly coreVersion: string;
  readonly temporaryDirectory: string | null;
  readonly remoteTmp: Value;
  readonly shellExecutable: Value;
  readonly syslogFacility: Value;
  readonly selinuxSpecialFilesystems: Value;
  readonly keepRemoteFiles: boolean;
  readonly debug: boolean;
  readonly targetLogInfo: Value;
  readonly ignoreUnknownOptions: boolean;
}

/** The module's parameters with the `_ansible_*` ones added: what goes into `basic._ANSIBLE_ARGS`. */
export function moduleParameters(args: Dict, internal: InternalArguments): Dict {
  const all = args.copy();
  all.set('_ansible_check_mode', internal.checkMode);
  all.set('_ansible_no_log', internal.noLog);
  all.set('_ansible_debug', internal.debug);
  all.set('_ansible_diff', internal.diffMode);
  all.set('_ansible_verbosity', internal.verbosity);
  all.set('_ansible_version', internal.coreVersion);
  all.set('_ansible_module_name', internal.module);
  all.set('_ansible_syslog_facility', internal.syslogFacility);
  all.set('_ansible_selinux_special_fs', internal.selinuxSpecialFilesystems);
  all.set('_ansible_socket', null);
  all.set('_ansible_shell_executable', internal.shellExecutable);
  all.set('_ansible_keep_remote_files', internal.keepRemoteFiles);
  all.set('_ansible_tmpdir', internal.temporaryDirectory);
  all.set('_ansible_remote_tmp', internal.remoteTmp);
  for (const [name, value] of versionSpecific(internal)) all.set(name, value);
  return all;
}

/** Older AnsibleModules refuse internal arguments that they do not know, and warn of ones that are gone. */
function versionSpecific(internal: InternalArguments): [string, Value][] {
  const [major = 0, minor = 0] = internal.coreVersion.split('.').map(Number);
  const atLeast = (wanted: number): boolean => major > 2 || (major === 2 && minor >= wanted);
  const added: [string, Value][] = [];
  if (!atLeast(19)) added.push(['_ansible_string_conversion_action', 'warn']);
  if (atLeast(15)) added.push(['_ansible_ignore_unknown_opts', internal.ignoreUnknownOptions]);
  if (atLeast(17)) added.push(['_ansible_target_log_info', internal.targetLogInfo]);
  if (atLeast(19)) added.push(['_ansible_tracebacks_for', []]);
  return added;
}
