import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSimpleYaml, sliceBlock } from '../../../src/modules/collections/block-slice.ts';
import { RuntimeMetadata } from '../../../src/modules/collections/runtime.ts';
import { writeTree } from '../write-tree.ts';

function runtimeOf(text: string): RuntimeMetadata {
  return new RuntimeMetadata(path.join(writeTree({ 'runtime.yml': text }), 'runtime.yml'));
}

const block = [
  '---',
  "requires_ansible: '>=2.11.0'",
  'plugin_routing:',
  '  modules:',
  '    # a comment',
  '    first:',
  '      redirect: ns.coll.one',
  '    "quoted":',
  '      redirect: ns.coll.two',
  '    sub.dotted:',
  '      deprecation:',
  '        removal_date: 2024-06-01',
  '        warning_text: Gone',
  '          soon.',
  '    first:',
  '      redirect: ns.coll.last',
  '  lookup:',
  '    first: {redirect: ns.coll.lookup}',
  'action_groups:',
  '  all:',
  '  - one',
  '  - two',
  '  rest: [three]',
  '',
].join('\n');

const flow = 'plugin_routing: {modules: {first: {redirect: ns.coll.last}}}\n';
const aliased = 'x: &entry {redirect: ns.coll.last}\nplugin_routing:\n  modules:\n    first: *entry\n';

describe('meta/runtime.yml', () => {
  it.each([
    ['block style, the last of two', block],
    ['flow style', flow],
    ['aliases', aliased],
  ])('gives a redirect: %s', (_what, text) => {
    expect(runtimeOf(text).entry('modules', 'first')?.redirect).toBe('ns.coll.last');
  });

  it('tells types apart and reads quoted and dotted names', () => {
    const runtime = runtimeOf(block);
    expect(runtime.entry('lookup', 'first')?.redirect).toBe('ns.coll.lookup');
    expect(runtime.entry('modules', 'quoted')?.redirect).toBe('ns.coll.two');
    expect(runtime.entry('modules', 'sub.dotted')?.deprecation).toEqual({
      version: undefined,
      date: '2024-06-01',
      text: 'Gone soon.',
    });
    expect(runtime.entry('filter', 'first')).toBeUndefined();
    expect(runtime.entry('modules', 'one')).toBeUndefined();
  });

  it('gives groups of either style', () => {
    const runtime = runtimeOf(block);
    expect(runtime.actionGroup('ns.coll.all')?.actions).toEqual(['one', 'two']);
    expect(runtime.actionGroup('ns.coll.rest')?.actions).toEqual(['three']);
    expect(runtime.actionGroup('ns.coll.none')).toBeUndefined();
    expect(runtime.requiresAnsible()).toBe('>=2.11.0');
  });

  it('may be absent', () => {
    expect(new RuntimeMetadata('/nonexistent/runtime.yml').entry('modules', 'x')).toBeUndefined();
  });

  it('is an error where an entry makes no sense', () => {
    expect(() =>
      runtimeOf('plugin_routing:\n  modules:\n    x:\n      redirect: [1]\n').entry('modules', 'x'),
    ).toThrow("'modules x' is not what a runtime.yml may hold");
  });
});

describe('a slice of YAML', () => {
  it('is the lines of one entry', () => {
    expect(sliceBlock(block, ['action_groups', 'all'])).toEqual({ yaml: '  all:\n  - one\n  - two\n' });
  });
  it('is not tried where lines depend on each other', () => {
    expect(isSimpleYaml(block)).toBe(true);
    expect(isSimpleYaml(aliased)).toBe(false);
  });
});
