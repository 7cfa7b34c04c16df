import { describe, expect, it } from 'vitest';
import { installContent } from '../../../src/modules/content/install.ts';
import { temporaryDirectory } from '../write-tree.ts';

describe('fetching ansible-core', () => {
  const progress = (): void => undefined;

  it('is refused where a setting forbids it', async () => {
    await expect(installContent({ allowed: false, environment: {}, progress })).rejects.toMatchObject({
      code: 'CONTENT',
      message: "Ansible's modules were not found, and fetching them is not allowed",
    });
  });

  it('takes a version and nothing else', async () => {
    const environment = { HOME: temporaryDirectory() };
    await expect(
      installContent({ version: '2.19; rm', allowed: true, environment, progress }),
    ).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('says what it tried where neither pip nor apt can be started', async () => {
    const environment = {
      HOME: temporaryDirectory(),
      PATH: '/nonexistent',
      PIP_NO_INDEX: '1',
      PIP_CONFIG_FILE: '/dev/null',
    };
    const lines: string[] = [];
    const failure = installContent({
      version: '2.99',
      allowed: true,
      environment,
      progress: (line) => lines.push(line),
    });
    await expect(failure).rejects.toThrow(/^ansible-core 2\.99 could not be fetched: /);
    expect(lines[0]).toBe(
      `fetching the modules of ansible-core 2.99 into ${environment.HOME}/.cache/mitorun/content`,
    );
  });
});
