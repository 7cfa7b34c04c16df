import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rejectedModules } from '../../src/modules/rejected-modules.ts';
import { loadYaml } from '../../src/yaml/load.ts';

let file: string;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rejected-test-'));
  file = join(directory, 'filters.yml');
});
afterAll(() => rmSync(directory, { recursive: true }));

function read(content: string): { names: string[]; warnings: string[] } {
  writeFileSync(file, content);
  const warnings: string[] = [];
  const names = rejectedModules({
    configured: file,
    load: (path) => loadYaml(readFileSync(path, 'utf8'), { file: path, trust: false }),
    warn: (message) => void warnings.push(message.replace(file, 'FILE')),
  });
  return { names: [...names], warnings };
}

describe('modules that a file rejects', () => {
  test.each([
    ["filter_version: '1.0'\nmodule_rejectlist: [copy, ping]\n", ['copy', 'ping']],
    ['filter_version: 1.0\nmodule_blacklist: [copy]\n', ['copy']],
  ])('%j are these', (content, names) => {
    expect(read(content)).toEqual({ names, warnings: [] });
  });

  test.each([
    ['module_rejectlist: [copy]\n', 'The plugin filter file, FILE was invalid. Skipping.'],
    ['[\n', /^The plugin filter file, FILE was not parsable\. Skipping: /],
    [
      "filter_version: '2'\n",
      'The plugin filter file, FILE was a version not recognized by this version of Ansible. Skipping.',
    ],
    [
      "filter_version: '1.0'\nmodule_blacklist:\n",
      'Unable to parse the plugin filter file FILE as module_blacklist is not a list. Skipping.',
    ],
  ])('%j are none, with a warning', (content, warning) => {
    const { names, warnings } = read(content);
    expect(names).toEqual([]);
    expect(warnings).toEqual([typeof warning === 'string' ? warning : expect.stringMatching(warning)]);
  });

  test('must not be stat', () => {
    expect(() => read("filter_version: '1.0'\nmodule_rejectlist: [stat]\n")).toThrow(
      /^The stat module was specified in the module reject list file, .* Please remove stat from the reject list\.$/,
    );
    expect(() => read("filter_version: '1.0'\nmodule_blacklist: [stat]\n")).toThrow(/from the blacklist\.$/);
  });
});
