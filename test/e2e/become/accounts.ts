import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { need } from '../../needs.ts';

/** Throwaway accounts and the sudoers file that lets them become root. Needs root. */
export interface Accounts {
  /** Becomes root by sudo with its password. */
  readonly withPassword: string;
  /** Becomes root by sudo without one. */
  readonly withoutPassword: string;
  /** Becomes nobody until `allow` says otherwise. */
  readonly restricted: string;
  readonly password: string;
  readonly canUseDoas: boolean;
  /** How many commands sudo has run for these accounts. */
  sudoCommands(): number;
  /** Replaces the restricted account's line in sudoers. */
  allow(line: string): void;
  remove(): void;
}

/** Root alone may; tests of other accounts are skipped for anybody else. */
export const canMakeAccounts = process.getuid?.() === 0;

export function makeAccounts(): Accounts {
  need('/usr/bin/sudo', '/usr/bin/doas');
  const withPassword = `mrp${process.pid}`;
  const withoutPassword = `mrn${process.pid}`;
  const restricted = `mrr${process.pid}`;
  const password = `s3cret pass'word ${process.pid}`;
  for (const user of [withPassword, withoutPassword, restricted]) {
    execFileSync('useradd', ['--create-home', '--shell', '/bin/bash', user]);
    execFileSync('chpasswd', { input: `${user}:${password}\n` });
  }
  const sudoLog = `/tmp/mitorun-test-sudo-${process.pid}.log`;
  const sudoers = `/etc/sudoers.d/mitorun-test-${process.pid}`;
  writeFileSync(
    sudoers,
    `${withPassword} ALL=(ALL) ALL\n${withoutPassword} ALL=(ALL) NOPASSWD: ALL\nDefaults:${withPassword} timestamp_timeout=0\nDefaults:${withPassword},${withoutPassword} logfile=${sudoLog}\n`,
  );
  chmodSync(sudoers, 0o440);
  const allowed = `${sudoers}-allowed`;
  // doas has one file only; a machine's own is left alone.
  const doas = '/etc/doas.conf';
  const hasOwnDoas = existsSync(doas);
  if (!hasOwnDoas)
    writeFileSync(doas, `permit nopass root\npermit nopass ${withoutPassword}\npermit ${withPassword}\n`);
  return {
    canUseDoas: !hasOwnDoas,
    withPassword,
    withoutPassword,
    restricted,
    password,
    sudoCommands: () =>
      (existsSync(sudoLog) ? readFileSync(sudoLog, 'utf8') : '').split('COMMAND=').length - 1,
    allow: (line) => writeFileSync(allowed, `${line}\n`, { mode: 0o440 }),
    remove() {
      rmSync(sudoers);
      rmSync(allowed, { force: true });
      rmSync(sudoLog, { force: true });
      if (!hasOwnDoas) rmSync(doas);
      for (const user of [withPassword, withoutPassword, restricted]) {
        execFileSync('userdel', ['--remove', '--force', user], { stdio: 'ignore' });
      }
    },
  };
}
