import { describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { prettyPrint } from '../../src/python/pretty-print.ts';

describe('pprint of plain lists and dicts', () => {
  it('sorts keys, on one line too', () => {
    expect(prettyPrint(Dict.of({ b: 1, a: [Dict.of({ d: 1, c: 2 })] }))).toBe(
      "{'a': [{'c': 2, 'd': 1}], 'b': 1}",
    );
  });

  it('gives each member a line where 80 columns do not do', () => {
    const value = Dict.of({
      _ansible_selinux_special_fs: ['fuse', 'nfs', 'vboxsf', 'ramfs', '9p', 'vfat'],
      short: Dict.of({ msg: 'x'.repeat(60) }),
    });
    expect(prettyPrint(value)).toBe(
      [
        "{'_ansible_selinux_special_fs': ['fuse',",
        "                                 'nfs',",
        "                                 'vboxsf',",
        "                                 'ramfs',",
        "                                 '9p',",
        "                                 'vfat'],",
        ` 'short': {'msg': '${'x'.repeat(60)}'}}`,
      ].join('\n'),
    );
  });

  it('puts a long text in pieces below its key', () => {
    expect(prettyPrint(Dict.of({ cause: `Origin: /tmp/h3/dbg/a.yml:8:7\n\n${'six by '.repeat(12)}` }))).toBe(
      [
        "{'cause': 'Origin: /tmp/h3/dbg/a.yml:8:7\\n'",
        "          '\\n'",
        "          'six by six by six by six by six by six by six by six by six by six '",
        "          'by six by six by '}",
      ].join('\n'),
    );
  });
});
