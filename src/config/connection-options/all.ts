import { sshOptions } from './ssh.ts';
import { localOptions } from './local.ts';
import { sudoOptions, suOptions } from './become.ts';
import {
  doasOptions,
  dzdoOptions,
  ksuOptions,
  machinectlOptions,
  pbrunOptions,
  pfexecOptions,
  pmrunOptions,
  run0Options,
  sesuOptions,
  sudosuOptions,
} from './become-community.ts';
import { shellOptions } from './shell.ts';
import type { PluginOptions } from './plugin-option.ts';

/** The options of every plugin whose work mitorun does, by the plugin's short name; `shell` is what all shells share. */
export const connectionOptions = {
  ssh: sshOptions,
  local: localOptions,
  sudo: sudoOptions,
  su: suOptions,
  doas: doasOptions,
  dzdo: dzdoOptions,
  ksu: ksuOptions,
  machinectl: machinectlOptions,
  pbrun: pbrunOptions,
  pfexec: pfexecOptions,
  pmrun: pmrunOptions,
  run0: run0Options,
  sesu: sesuOptions,
  sudosu: sudosuOptions,
  shell: shellOptions,
} as const satisfies Readonly<Record<string, PluginOptions>>;

export type PluginName = keyof typeof connectionOptions;
