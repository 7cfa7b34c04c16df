import { expect, it } from 'vitest';
import { decodeYaml } from '../../src/yaml/decode.ts';
import { loadYaml } from '../../src/yaml/load.ts';

it('takes UTF-8 with a byte order mark and CRLF', () => {
  const text = decodeYaml(Buffer.from('\ufeff- é\r\n- 😀\r\n'), 'f');
  expect(loadYaml(text, { file: 'f', trust: true })).toEqual(['é', '😀']);
});

it.each([
  ['Latin-1', Buffer.from('a: 1\nb: "é"\n', 'latin1'), 2, 5, "byte 0xe9 is not UTF-8 (in Latin-1 it is 'é')"],
  ['a lone continuation byte', Buffer.from([0x61, 0x80]), 1, 2, 'byte 0x80 is not UTF-8'],
  ['a character cut short at the end', Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2, 1, 'byte 0xe2 is not UTF-8'],
  [
    'a character cut short within',
    Buffer.from([0xc3, 0xa9, 0xe2, 0x82, 0x61]),
    1,
    2,
    'byte 0xe2 is not UTF-8',
  ],
  ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le'), 1, 1, 'byte 0xff is not UTF-8'],
])('refuses %s with its place', (_name, bytes, line, column, hint) => {
  const expected = {
    message: expect.stringMatching(
      /^YAML parsing failed: 'utf-8' codec can't encode character.*surrogates not allowed$/,
    ) as string,
    origin: { file: 'f.yml', line, column },
    hint: expect.stringContaining(hint) as string,
  };
  expect(() => decodeYaml(bytes, 'f.yml')).toThrow(expect.objectContaining(expected));
});

it('a file that is not UTF-8 is told of before it is refused (item 2)', () => {
  const told: string[] = [];
  const escaped = (file: string): void => void told.push(file);
  expect(decodeYaml(Buffer.from('a: é\n'), 'good.yml', escaped)).toBe('a: é\n');
  expect(() => decodeYaml(Buffer.from('a: é\n', 'latin1'), 'bad.yml', escaped)).toThrow(
    'YAML parsing failed',
  );
  expect(told).toEqual(['bad.yml']);
});
