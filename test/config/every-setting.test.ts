import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectionOptions } from '../../src/config/connection-options/all.ts';
import { settings } from '../../src/config/settings/all.ts';
import type { Setting } from '../../src/config/settings/setting.ts';

const source = new URL('../../src', import.meta.url).pathname;

/** The text of everything that may read a setting. */
function code(): string {
  return (readdirSync(source, { recursive: true }) as string[])
    .filter((path) => path.endsWith('.ts') && !/config\/(settings|connection-options)\//.test(path))
    .map((path) => readFileSync(join(source, path), 'utf8'))
    .join('\n');
}

/** Settings that options of connections and become methods read, by the same variable of the environment. */
const byOption = new Set(
  Object.values(connectionOptions)
    .flatMap((options) => Object.values(options))
    .flatMap((option) => option.env as readonly string[]),
);

/** Settings that only matter together with another, or that callback plug-ins read themselves. */
const families = /^(INVENTORY_CACHE_|CACHE_PLUGIN_|JUNIT_|CALLBACK_TREE_DIR)/;

it('every setting is read somewhere, or says why it is ignored', () => {
  const text = code();
  const silent = (Object.entries(settings) as [string, Setting][])
    .filter(([name, setting]) => setting.ignored === undefined && !text.includes(`'${name}'`))
    .filter(([, setting]) => !setting.env.some((name) => byOption.has(name)))
    .map(([name]) => name)
    .filter((name) => !families.test(name));
  expect(silent).toEqual([]);
});
