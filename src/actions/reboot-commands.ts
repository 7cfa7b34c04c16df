import { MitorunError } from '../errors/mitorun-error.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { ownMember } from '../python/own-member.ts';

/** What the setup module says a target is, in small letters. */
export interface Distribution {
  readonly name: string;
  /** The major version. */
  readonly version: string;
  readonly family: string;
}

export function distributionOf(facts: Dict): Distribution {
  const fact = (name: string): string => {
    const value = facts.get(name);
    if (value === undefined) {
      throw new MitorunError(
        'ACTION',
        `Failed to get distribution information. Missing "${name}" in output.`,
      );
    }
    return str(value).toLowerCase();
  };
  return {
    name: fact('ansible_distribution'),
    version: fact('ansible_distribution_version').split('.')[0] ?? '',
    family: fact('ansible_os_family'),
  };
}

type BySystem = Readonly<Record<string, string>>;

const bootTimeCommands: BySystem = {
  freebsd: '/sbin/sysctl kern.boottime',
  openbsd: '/sbin/sysctl kern.boottime',
  macosx: 'who -b',
  solaris: 'who -b',
  sunos: 'who -b',
  vmkernel: 'grep booted /var/log/vmksummary.log | tail -n 1',
  aix: 'who -b',
};

const shutdownArguments: BySystem = {
  alpine: '',
  void: '-r +{delay_min} "{message}"',
  freebsd: '-r +{delay_sec}s "{message}"',
  macosx: '-r +{delay_min} "{message}"',
  openbsd: '-r +{delay_min} "{message}"',
  solaris: '-y -g {delay_sec} -i 6 "{message}"',
  sunos: '-y -g {delay_sec} -i 6 "{message}"',
  vmkernel: '-d {delay_sec}',
  aix: '-Fr',
};

/** The commands that differ between systems: for a name with its version first, then the name, then the family. */
function pick(table: BySystem, { name, version, family }: Distribution, otherwise: string): string {
  return ownMember(table, name + version) ?? ownMember(table, name) ?? ownMember(table, family) ?? otherwise;
}

export const systemWords = {
  bootTime: (system: Distribution): string =>
    pick(bootTimeCommands, system, 'cat /proc/sys/kernel/random/boot_id'),
  shutdown: (system: Distribution): string =>
    pick({ alpine: 'reboot', vmkernel: 'reboot' }, system, 'shutdown'),
  test: (system: Distribution): string => pick({ solaris: 'who', vmkernel: 'who' }, system, 'whoami'),
  shutdownArguments: (system: Distribution, seconds: number, message: string): string => {
    const members: BySystem = {
      delay_sec: String(seconds),
      delay_min: String(Math.floor(seconds / 60)),
      message,
    };
    const text = pick(shutdownArguments, system, '-r {delay_min} "{message}"');
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => ownMember(members, name) ?? whole);
  },
};
