import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { ownAccount } from '../../../python/accounts.ts';
import type { SshLogin } from './ssh-login.ts';
import { isKnownKeyword, listUnhonoured, refuseDiverting } from './config-keywords.ts';
import { connectionError, errorCode } from './errors.ts';
import { expandGlob } from './glob.ts';
import { sshHome, type SshCarrierOptions } from './options.ts';
import { readSettings } from './read-settings.ts';
import type { SshSettings } from './settings.ts';
import { parseSshArguments } from './ssh-arguments.ts';
import {
  applyDirectives,
  ConfigValues,
  hostNameOf,
  ignoresUnknown,
  parseSshConfig,
  type ConfigSurroundings,
  type Directive,
} from './ssh-config.ts';
import { expandTokens, type TokenValues } from './tokens.ts';
import { refuseInvalidHostName, refuseInvalidUserName } from './valid-names.ts';

export interface ResolvedSettings {
  readonly settings: SshSettings;
  /** What ssh would have done and we don't, in words. */
  readonly unhonoured: readonly string[];
  /** What a jump host's own login starts from: of ssh's arguments it gets `-F` alone, as ssh does it. */
  readonly jumpArguments: readonly string[];
}

/**
 * Puts one login's settings together in the order of Ansible's command line: ssh_args, what the login says, the other
 * arguments; then the user's file, then the system's. ConnectTimeout is the exception, where naming one in the
 * arguments is meant to change the login's. Names that a shell would read as more than names are refused before
 * anything is expanded or run, as ssh does it.
 */
export class SettingsResolver {
  readonly #options: SshCarrierOptions;
  readonly #files = new Map<string, readonly Directive[] | undefined>();
  readonly #home: string;
  readonly #systemDirectory: string;
  readonly #localUser = ownAccount().name;

  constructor(options: SshCarrierOptions) {
    this.#options = options;
    this.#home = sshHome(options);
    this.#systemDirectory = options.systemDirectory ?? '/etc/ssh';
  }

  resolve(asked: SshLogin): ResolvedSettings {
    refuseInvalidHostName(asked.host);
    refuseInvalidUserName(asked.user);
    const first = parseSshArguments(asked.firstArguments ?? []);
    const others = parseSshArguments(asked.arguments);
    const configFile = others.configFile ?? first.configFile;
    const commandLine = [...first.directives, ...askedDirectives(asked), ...others.directives];
    const values = new ConfigValues();
    const surroundings = this.#surroundings(asked);
    const apply = (finalHost?: string): void => {
      applyDirectives(values, commandLine, surroundings, finalHost);
      for (const path of this.#configFiles(configFile)) {
        applyDirectives(values, this.#read(path, configFile === path) ?? [], surroundings, finalHost);
      }
    };
    apply();
    if (values.wantsFinalPass) apply(hostNameOf(values, asked.host));
    refuseUnknownKeywords(values);
    refuseDiverting(values);
    const settings = readSettings(values, {
      asked,
      tokens: this.#tokens(asked, values),
      environment: this.#options.environment,
      systemDirectory: this.#systemDirectory,
    });
    return {
      settings,
      unhonoured: [
        ...[...first.unhonoured, ...others.unhonoured].map((flag) => `${flag} (ssh arguments)`),
        ...listUnhonoured(values),
      ],
      jumpArguments: configFile === undefined ? [] : ['-F', configFile],
    };
  }

  #configFiles(only: string | undefined): string[] {
    if (only === 'none') return [];
    if (only !== undefined) return [only];
    return [join(this.#home, '.ssh/config'), join(this.#systemDirectory, 'ssh_config')];
  }

  #read(path: string, required = false): readonly Directive[] | undefined {
    if (!this.#files.has(path)) {
      try {
        this.#files.set(path, parseSshConfig(readFileSync(path, 'utf8'), path));
      } catch (error) {
        if (errorCode(error) === undefined || error instanceof TypeError) throw error;
        this.#files.set(path, undefined);
      }
    }
    const directives = this.#files.get(path);
    if (directives === undefined && required) {
      throw connectionError([`Can't open user config file ${path}: No such file or directory`]);
    }
    return directives;
  }

  #surroundings(asked: SshLogin): ConfigSurroundings {
    return {
      originalHost: asked.host,
      localUser: this.#localUser,
      include: (pattern, includingFile) => {
        const userDirectory = join(this.#home, '.ssh');
        const base = dirname(includingFile) === this.#systemDirectory ? this.#systemDirectory : userDirectory;
        const withHome = pattern.startsWith('~/') ? join(this.#home, pattern.slice(2)) : pattern;
        const absolute = isAbsolute(withHome) ? withHome : join(base, withHome);
        return expandGlob(absolute).flatMap((path) => [this.#read(path) ?? []]);
      },
      succeeds: (command, values) => {
        const shell = this.#options.environment['SHELL'] ?? '/bin/sh';
        const expanded = expandTokens(command, this.#tokens(asked, values));
        return spawnSync(shell, ['-c', expanded], { stdio: 'ignore' }).status === 0;
      },
    };
  }

  /** Throws where a name is none: what ssh's arguments and files say of them is looked at like what the login says. */
  #tokens(asked: SshLogin, values: ConfigValues): TokenValues {
    const host = hostNameOf(values, asked.host);
    const user = values.text('user');
    const hostKeyAlias = values.text('hostkeyalias');
    refuseInvalidHostName(host);
    refuseInvalidUserName(user);
    if (hostKeyAlias !== undefined) refuseInvalidHostName(hostKeyAlias);
    return {
      alias: asked.host,
      host,
      port: readPort(values),
      user: user ?? this.#localUser,
      localUser: this.#localUser,
      localUserId: ownAccount().uid,
      localHost: hostname(),
      home: this.#home,
      hostKeyAlias,
    };
  }
}

/** What Ansible gives to ssh as `-o` on its command line. */
function askedDirectives(asked: SshLogin): Directive[] {
  const make = (keyword: string, value: string): Directive => ({
    keyword,
    arguments: [value],
    rest: value,
    file: 'command-line',
    line: 0,
  });
  return [
    ...(asked.hostKeyChecking ? [] : [make('stricthostkeychecking', 'no')]),
    ...(asked.port === undefined ? [] : [make('port', String(asked.port))]),
    ...(asked.privateKeyFile === undefined ? [] : [make('identityfile', asked.privateKeyFile)]),
    ...(asked.user === undefined ? [] : [make('user', asked.user)]),
  ];
}

function readPort(values: ConfigValues): number {
  const text = values.text('port');
  if (text === undefined) return 22;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) throw connectionError([`Bad port '${text}'`]);
  return port;
}

function refuseUnknownKeywords(values: ConfigValues): void {
  for (const { keyword, file, line } of values) {
    if (isKnownKeyword(keyword) || ignoresUnknown(values, keyword)) continue;
    const complaint = `${file}: line ${line}: Bad configuration option: ${keyword}`;
    const terminating = `${file}: terminating, 1 bad configuration options`;
    throw connectionError(line === 0 ? [complaint] : [complaint, terminating]);
  }
}
