import { describe, expect, it } from 'vitest';
import { connectionVariablesDocument } from '../../src/config/connection-options/document.ts';

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
});
