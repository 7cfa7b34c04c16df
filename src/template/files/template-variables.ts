import { statSync } from '../../python/file-system.ts';
import { hostname } from 'node:os';
import { localTime } from '../../python/broken-time.ts';
import { PyDateTime } from '../../python/datetime.ts';
import { formatTime } from '../../python/strftime.ts';
import { templateOrString } from '../../python/template-string.ts';
import type { Value } from '../../python/value.ts';
import { findAccount } from '../../python/accounts.ts';
import type { VariableSource } from '../variable-source.ts';

/** A template file that is about to be rendered. */
export interface TemplateFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly fullPath: string;
  readonly destination: Value;
}

/**
 * `template_path` and the other variables that describe a template to itself; `ansible_managed` too, unless the user
 * has set it. @param managed DEFAULT_MANAGED_STR
 */
export function templateVariables(
  file: TemplateFile,
  managed: string,
  known: VariableSource,
): Map<string, Value> {
  const stats = statSync(file.fullPath);
  const variables = new Map<string, Value>([
    ['template_host', hostname()],
    ['template_path', file.path],
    ['template_mtime', localDateTime(stats.mtimeMs)],
    ['template_uid', findAccount(({ uid }) => uid === stats.uid)?.name ?? stats.uid],
    ['template_run_date', localDateTime(Date.now())],
    ['template_destpath', file.destination],
    ['template_fullpath', file.fullPath],
  ]);
  if (!known.has('ansible_managed')) variables.set('ansible_managed', managedText(managed, stats.mtimeMs));
  return variables;
}

/** `{file}`, `{host}` and `{uid}` of the setting are templates of their own, so that no file's name is ever rendered. */
function managedText(managed: string, changed: number): Value {
  const members: Readonly<Record<string, string>> = {
    host: '{{ template_host }}',
    uid: '{{ template_uid }}',
    file: '{{ template_path }}',
  };
  const filled = managed.replace(/\{(host|uid|file)\}/g, (_whole, name: string) => members[name] ?? '');
  return templateOrString(formatTime(filled, localTime(changed / 1000)));
}

function localDateTime(milliseconds: number): PyDateTime {
  const { year, month, day, hour, minute, second } = localTime(milliseconds / 1000);
  const microsecond = Math.floor((milliseconds % 1000) * 1000);
  return new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset: null });
}
