import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { load } from './load.ts';

/** What is said of an INI source with this content, by the plug-in for INI alone. */
function saidOf(content: string | Buffer): { said: string; value: unknown } {
  const file = join(mkdtempSync(join(tmpdir(), 'mitorun-inventory-')), 'hosts');
  writeFileSync(file, content);
  const { inventory, said } = load([file], { enabledPlugins: ['ini'] });
  return { said: (said[0] ?? '').replaceAll(file, 'FILE'), value: inventory.host('h1')?.variables.get('a') };
}

it.each([
  ['[g]\nh1 a="x\n', `Error parsing host definition 'h1 a="x': No closing quotation`],
  ['[g]\nh[1:x]\n', "invalid literal for int() with base 10: 'x'"],
  ['[g]\nh[1:10:0]\n', 'range() arg 3 must not be zero'],
])('what Python raises is told apart: %j', (content, cause) => {
  expect(saidOf(content).said).toBe(
    [
      `Failed to parse inventory with 'ini' plugin: Failed to parse inventory: ${cause}`,
      "Failed to parse inventory with 'ini' plugin.",
      '<<< caused by >>>',
      'Failed to parse inventory.\nOrigin: FILE',
      '<<< caused by >>>',
      `${cause}\n`,
    ].join('\n\n'),
  );
});

it('what Ansible finds itself is told together', () => {
  expect(saidOf('[g]\nh1 a\n').said).toContain(
    '<<< caused by >>>\n\nFailed to parse inventory: Expected key=value host variable assignment, got: a\nOrigin: FILE\n',
  );
});

it('bytes that are no UTF-8 are kept', () => {
  expect(saidOf(Buffer.from('[g]\nh1 a=caf\xe9\n', 'latin1'))).toEqual({ said: '', value: 'caf\udce9' });
});
