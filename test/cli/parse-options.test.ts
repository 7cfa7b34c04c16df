import { describe, expect, it } from 'vitest';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import { parseOptions } from '../../src/cli/options/parse.ts';
import { playbookOptions } from '../../src/cli/options/tables.ts';

const parse = (line: string) => parseOptions(playbookOptions, line.split(' '));

describe('the command line', () => {
  it.each([
    ['site.yml -i hosts', 'inventory', ['hosts']],
    ['-ihosts site.yml -i more', 'inventory', ['hosts', 'more']],
    ['--inventory=a,b --inventory-file c', 'inventory', ['a,b', 'c']],
    ['--skip-t x site.yml', 'skip-tags', ['x']],
    ['-e a=1 -e b=2', 'extra-vars', ['a=1', 'b=2']],
    ['-vbi hosts', 'inventory', ['hosts']],
    ['-i=hosts', 'inventory', ['hosts']],
  ])('%s: %s', (line, name, values) => {
    expect(parse(line).list(name)).toEqual(values);
  });

  it('keeps arguments apart, wherever they stand, and all behind --', () => {
    expect(parse('a.yml -C b.yml -f 3 -- -c.yml').positional).toEqual(['a.yml', 'b.yml', '-c.yml']);
    expect(parse('-').positional).toEqual(['-']);
  });

  it('counts -v', () => {
    expect(parse('-vvv -v').count('verbose')).toBe(4);
  });

  it.each([
    ['-i', 'argument -i/--inventory/--inventory-file: expected one argument'],
    ['--check=3', "argument -C/--check: ignored explicit argument '3'"],
    ['-f x', "argument -f/--forks: invalid int value: 'x'"],
    ['--nope -Z --zip', 'unrecognized arguments: --nope -Z --zip'],
    [
      '-J --vault-password-file x',
      'argument --vault-password-file/--vault-pass-file: not allowed with argument -J/--ask-vault-password/--ask-vault-pass',
    ],
  ])('refuses %s', (line, message) => {
    expect(() => parse(line)).toThrow(new MitorunError('ARGUMENTS', message));
  });

  it('hints at the nearest option', () => {
    expect(() => parse('--lst-hosts')).toThrow(
      expect.objectContaining({ hint: 'did you mean --list-hosts?' }),
    );
  });
});
