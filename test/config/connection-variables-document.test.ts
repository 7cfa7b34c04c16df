import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { becomeMethod } from '../../src/broker/steps/index.ts';
import { connectionOptions } from '../../src/config/connection-options/all.ts';
import {
  connectionVariablesDocument,
  waitingMethods,
  waitingOptions,
} from '../../src/config/connection-options/document.ts';

const transports = ['ssh', 'local', 'shell'];
const resolving = readFileSync(new URL('../../src/executor/connection-path.ts', import.meta.url), 'utf8');

describe('the page of connection variables', () => {
  const page = connectionVariablesDocument();

  it('is docs/connection-variables.md', async () => {
    await expect(page).toMatchFileSnapshot('../../docs/connection-variables.md');
  });

  it('says where an option may be set, and what mitorun does not do with it', () => {
    expect(page).toContain(
      '| `remote_user` | `ansible_user`, `ansible_ssh_user` | `remote_user`, `--user` |',
    );
    expect(page).toMatch(/\| `pipelining` \|.*\*\*ignored\*\*/);
    expect(page).toMatch(/\| `pkcs11_provider` \|.*\*\*not read yet\*\*/);
  });

  it('calls those methods waiting that there is no code for, and no others', () => {
    const methods = Object.keys(connectionOptions).filter((name) => !transports.includes(name));
    const missing = methods.filter((name) => {
      try {
        becomeMethod(name);
        return false;
      } catch {
        return true;
      }
    });
    expect(missing).toEqual(waitingMethods);
  });

  it('calls those ssh options waiting that nothing reads, and no others', () => {
    const unread = Object.entries(connectionOptions.ssh)
      .filter(
        ([name, option]) => name !== 'host' && !('ignored' in option) && !resolving.includes(`'${name}'`),
      )
      .map(([name]) => name);
    expect(unread).toEqual(waitingOptions.ssh);
  });
});
