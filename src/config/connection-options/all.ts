import { builtinNames } from '../../parsing/builtin-name.ts';
import { doas } from './doas.ts';
import { dzdo } from './dzdo.ts';
import { ksu } from './ksu.ts';
import { local } from './local.ts';
import { machinectl } from './machinectl.ts';
import { pbrun } from './pbrun.ts';
import { pfexec } from './pfexec.ts';
import type { PluginDeclaration } from './plugin-option.ts';
import { pmrun } from './pmrun.ts';
import { run0 } from './run0.ts';
import { sesu } from './sesu.ts';
import { shell } from './shell.ts';
import { ssh } from './ssh.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';
import { sudosu } from './sudosu.ts';

type Declarations = Readonly<Record<string, PluginDeclaration>>;

/** How bytes leave the controller. `broker/carriers` does their work. */
const connections = { ssh, local } as const satisfies Declarations;

/** Ways to another account. `broker/steps` does their work. */
export const becomeMethods = { sudo, su, doas } as const satisfies Declarations;

/** Become methods whose options are known and whose work is left to the plugin in Python. */
export const waitingMethods = {
  dzdo,
  ksu,
  machinectl,
  pbrun,
  pfexec,
  pmrun,
  run0,
  sesu,
  sudosu,
} as const satisfies Declarations;

/** Every plugin whose options are known, by its short name; `shell` is what all shells share. */
export const plugins = { ...connections, ...becomeMethods, ...waitingMethods, shell } as const;

export type ConnectionName = keyof typeof connections;
export type BecomeMethodName = keyof typeof becomeMethods;
export type PluginName = keyof typeof plugins;

/** The options alone. */
export const connectionOptions = Object.fromEntries(
  Object.entries(plugins).map(([name, { options }]) => [name, options]),
) as { readonly [Name in PluginName]: (typeof plugins)[Name]['options'] };

const connectionsByName = byEveryName(connections);
const becomeMethodsByName = byEveryName(becomeMethods);

/** The connection that a name stands for, however it is written; undefined where it is none of mitorun's. */
export function connectionNamed(written: string): ConnectionName | undefined {
  return connectionsByName.get(written);
}

/** The become method that a name stands for; undefined where it is none of mitorun's. */
export function becomeMethodNamed(written: string): BecomeMethodName | undefined {
  return becomeMethodsByName.get(written);
}

function byEveryName<Name extends string>(
  table: Readonly<Record<Name, PluginDeclaration>>,
): ReadonlyMap<string, Name> {
  const entries = Object.entries(table) as [Name, PluginDeclaration][];
  return new Map(
    entries.flatMap(([name, declared]) => namesOf(name, declared).map((written) => [written, name])),
  );
}

function namesOf(name: string, { collection, aliases = [] }: PluginDeclaration): string[] {
  const names = [name, ...aliases];
  if (collection === 'ansible.builtin') return builtinNames(names);
  return names.flatMap((short) => [short, `${collection}.${short}`]);
}
