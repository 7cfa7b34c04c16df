import { existsSync } from 'node:fs';

/** The Debian package that brings a file which tests need; `test/run` installs them. */
const packages: Readonly<Record<string, string>> = {
  '/usr/bin/doas': 'opendoas',
  '/usr/bin/ps': 'procps',
  '/usr/bin/ssh': 'openssh-client',
  '/usr/bin/sudo': 'sudo',
  '/usr/lib/python3/dist-packages/ansible/release.py': 'ansible-core',
  '/usr/lib/python3/dist-packages/passlib': 'python3-passlib',
  '/usr/sbin/sshd': 'openssh-server',
};

/** Fails, by the names of what this machine lacks, where one of the files is not there. */
export function need(...files: readonly string[]): void {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return;
  const wanted = missing.map((file) => packages[file] ?? file).join(', ');
  throw new Error(
    `This test needs ${missing.join(', ')}: install ${wanted} (test/run does, where it runs as root)`,
  );
}
