import { connectionError } from './errors.ts';

/** What a shell reads as more than a letter. In accounts `$` and `\` are allowed: `machine$`, `DOMAIN\user`. */
const inHostName = /[\s\p{Cc}'"`$\\;&<>|(){}]/u;
const inUserName = /[\p{Cc}'"`;&<>|(){}]/u;

/**
 * Whether a name or address may stand for a host: OpenSSH's rule of 9.6 (and of older releases that distributions
 * mended). Names come from inventories, modules and APIs, and ProxyCommand and `Match exec` put them before a shell.
 */
export function isValidHostName(name: string): boolean {
  return name !== '' && !name.startsWith('-') && !inHostName.test(name);
}

/** Whether a name may stand for an account on the target, by OpenSSH's rule. */
export function isValidUserName(name: string): boolean {
  return !name.startsWith('-') && !inUserName.test(name) && !/\s-/.test(name) && !name.endsWith('\\');
}

/** Throws CONNECTION in ssh's words. */
export function refuseInvalidHostName(name: string): void {
  if (isValidHostName(name)) return;
  throw connectionError(['hostname contains invalid characters'], {
    hint: `${JSON.stringify(name)} would be read by a shell where ProxyCommand or Match exec names the host; set ansible_host`,
  });
}

/** Throws CONNECTION in ssh's words. */
export function refuseInvalidUserName(name: string | undefined): void {
  if (name === undefined || isValidUserName(name)) return;
  throw connectionError(['remote username contains invalid characters'], {
    hint: `${JSON.stringify(name)} is no name of an account; set ansible_user`,
  });
}
