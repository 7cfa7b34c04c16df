import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Setting } from '../../../src/config/settings/setting.ts';
import { runInProcess } from '../../cli/run-in-process.ts';
import { referenceLibrary } from '../../reference.ts';

/** What shows that a setting is heeded: a run with it and one without, in a directory of their own. `{cwd}` stands for that. */
export interface Effect {
  /** What the setting is set to, by the environment or else ansible.cfg; for one that neither can set an extra variable. */
  readonly set: string;
  /** What it is set to in the other run; not set at all if absent. */
  readonly base?: string;
  /** The tasks of a play on the host `a`, by a local connection, without facts. */
  readonly tasks?: string;
  /** A whole playbook in place of that. */
  readonly play?: string;
  /** Further files, by their paths. Those that begin with `#!` can be executed. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those of them that were written an hour ago. */
  readonly old?: readonly string[];
  /** The output goes to a terminal. */
  readonly terminal?: boolean;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: string;
  /** In what the run with the setting prints or leaves behind, and not in the other; or the other way round. */
  readonly shows?: string | RegExp;
  readonly hides?: string | RegExp;
}

export type Effects = Readonly<Record<string, Effect>>;

const inventory = ['-i', 'a,', '-c', 'local'];

/** Runs an effect's program once and gives its exit code, its output and the files that it left in `left/`. */
export async function outcomeOf(
  setting: Setting,
  effect: Effect,
  value: string | undefined,
): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'setting-'));
  const here = (text: string): string => text.replaceAll('{cwd}', cwd);
  try {
    const play =
      effect.play ??
      `- hosts: a\n  gather_facts: false\n  tasks:\n${(effect.tasks ?? '').replace(/^(?=.)/gm, '    ')}\n`;
    const files: Record<string, string> = { 'ansible.cfg': '', 'site.yml': play, ...effect.files };
    const environment: Record<string, string> = {
      ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'),
      ANSIBLE_HOME: join(cwd, 'home'),
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
      MITORUN_CONTENT: referenceLibrary(),
      HOME: cwd,
    };
    for (const [name, text] of Object.entries(effect.env ?? {})) environment[name] = here(text);
    const argv = (effect.argv ?? ['site.yml', ...inventory]).map(here);
    if (value !== undefined) {
      const [place = ''] = setting.ini.slice(-1);
      const variable = setting.env.at(-1);
      const dot = place.indexOf('.');
      if (variable !== undefined) environment[variable] = here(value);
      else if (place === '') argv.push('-e', here(value));
      else
        files['ansible.cfg'] =
          `${files['ansible.cfg'] ?? ''}\n[${place.slice(0, dot)}]\n${place.slice(dot + 1)} = ${here(value)}\n`;
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), here(text));
      if (text.startsWith('#!')) chmodSync(join(cwd, name), 0o755);
    }
    const hourAgo = Date.now() / 1000 - 3600;
    for (const name of effect.old ?? []) utimesSync(join(cwd, name), hourAgo, hourAgo);
    const { exit, out, err } = await runInProcess(argv, {
      cwd,
      environment,
      terminal: effect.terminal ?? false,
      ...(effect.program !== undefined && { program: effect.program }),
    });
    return `exit ${exit}\n${out}${err}${filesLeft(join(cwd, 'left'))}`.replaceAll(cwd, '{cwd}');
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function filesLeft(directory: string): string {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => `\nleft/${name}: ${readFileSync(join(parentPath, name), 'utf8')}`)
      .join('');
  } catch {
    return '';
  }
}
