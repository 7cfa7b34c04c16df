import { describe, expect, it } from 'vitest';
import { isolationOf } from '../../src/modules/isolation.ts';

describe('isolation', () => {
  it('runs modules that are shown clean inside the agent', () => {
    expect(isolationOf('ansible.builtin.command')).toBe('in-process');
  });
  it('forks all others, those of a library directory with a clean one’s name among them', () => {
    expect(isolationOf('ansible.builtin.apt')).toBe('fork');
    expect(isolationOf('community.general.ini_file')).toBe('fork');
    expect(isolationOf('command')).toBe('fork');
  });
  it('does what mitogen_task_isolation says', () => {
    expect(isolationOf('ansible.builtin.command', 'fork')).toBe('fork');
    expect(isolationOf('ansible.builtin.apt', 'in_process')).toBe('in-process');
    expect(() => isolationOf('ansible.builtin.apt', 'thread')).toThrow(/mitogen_task_isolation is 'thread'/);
  });
});
