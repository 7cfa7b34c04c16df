import { describe, expect, it } from 'vitest';
import { keywordsDocument } from '../../src/playbook/keywords/document.ts';
import { keywordTable } from '../../src/playbook/keywords/table.ts';

describe('the page of keywords', () => {
  const page = keywordsDocument();

  it('is docs/keywords.md', async () => {
    await expect(page).toMatchFileSnapshot('../../docs/keywords.md');
  });

  it('has a row for each keyword, and for each member of loop_control', () => {
    for (const keyword of keywordTable) expect(page).toContain(`| \`${keyword.name}\` |`);
    expect(page).toContain('| `break_when` (2.18) | list |');
  });

  it('says type, place, inheritance, default', () => {
    expect(page).toContain(
      '| `become` | bool | play, role, block, task, handler | override | yes | --become | Run as another user. |',
    );
    expect(page).toContain(
      '| `no_log` | bool | play, role, block, task, handler | override | yes | setting DEFAULT_NO_LOG |',
    );
  });
});
