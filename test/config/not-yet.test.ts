import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeFileSystem } from '../../src/config/node-file-system.ts';
import { settingsWithoutEffect } from '../../src/config/not-yet.ts';

function notices(env: Record<string, string>): string[] {
  return settingsWithoutEffect(
    loadConfig({
      cwd: '/nonexistent',
      home: '/nonexistent',
      env: { ...env },
      fileSystem: nodeFileSystem,
    }),
  );
}

describe('settings that are not there yet', () => {
  it('are not mentioned while nobody sets them', () => {
    expect(notices({})).toEqual([]);
    expect(notices({ ANSIBLE_CACHE_PLUGIN: 'memory' })).toEqual([]);
  });

  it('are told with where they were set and what that means', () => {
    expect(notices({ ANSIBLE_MODULE_STRICT_UTF8_RESPONSE: 'no' })).toEqual([
      'MODULE_STRICT_UTF8_RESPONSE (from env: ANSIBLE_MODULE_STRICT_UTF8_RESPONSE) is not there yet in mitorun: it changes nothing.',
    ]);
    expect(notices({ ANSIBLE_PLAYBOOK_VARS_ROOT: 'all' })).toHaveLength(1);
    expect(notices({ ANSIBLE_CACHE_PLUGIN: 'jsonfile' })).toEqual([]);
    expect(notices({ ANSIBLE_ENABLE_TASK_DEBUGGER: '1' })).toEqual([]);
  });
});
