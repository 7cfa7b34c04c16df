import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';

/** What a user set, and nothing of this machine. */
export interface GivenSettings {
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The text of `/work/ansible.cfg`. */
  readonly ini?: string | undefined;
}

export function givenConfig({ env = {}, ini }: GivenSettings): Config {
  return loadConfig({
    cwd: '/work',
    home: '/home/me',
    env,
    fileSystem: {
      readText: (path) => (path === '/work/ansible.cfg' ? ini : undefined),
      exists: () => false,
      isDirectory: () => false,
      isWorldWritable: () => false,
    },
  });
}
