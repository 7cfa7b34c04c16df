import { describe, expect, it } from 'vitest';
import {
  decodeEscaping,
  decodeStrict,
  encodeEscaping,
  encodeStrict,
  replaceSurrogates,
} from '../../src/python/bytes-text.ts';
import { decodeBytes, encodeText } from '../../src/python/codecs.ts';

const hex = (bytes: string): Buffer => Buffer.from(bytes, 'hex');

describe('item 2: bytes are not text', () => {
  it.each([
    ['636166e9', 'caf\udce9'],
    ['61e9e28278', 'a\udce9\udce2\udc82x'],
    ['f09f9878', '\udcf0\udc9f\udc98x'],
    ['eda080', '\udced\udca0\udc80'],
    ['c0af', '\udcc0\udcaf'],
    ['f5', '\udcf5'],
    ['e282ac f09f9880'.replace(' ', '20'), '€ 😀'],
    ['efbbbf61', '\ufeffa'],
    ['efbfbd', '\ufffd'],
    ['00fffe', '\0\udcff\udcfe'],
  ])('%s becomes text and the same bytes again', (bytes, text) => {
    expect(decodeEscaping(hex(bytes))).toBe(text);
    expect(encodeEscaping(text).toString('hex')).toBe(bytes);
  });

  it('keeps every byte in front of bytes of all kinds', () => {
    for (let first = 0; first < 256; first++)
      for (let second = 0; second < 256; second += 5) {
        const bytes = Buffer.from([first, second]);
        const back = encodeEscaping(decodeEscaping(bytes));
        if (!back.equals(bytes)) expect(back.toString('hex')).toBe(bytes.toString('hex'));
      }
  });

  it.each([
    ['e282', "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data"],
    ['e28278', "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"],
    ['eda0', "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"],
    ['61e9', "'utf-8' codec can't decode byte 0xe9 in position 1: unexpected end of data"],
    ['f09f9878', "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte"],
    ['c0', "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"],
  ])('strictly, %s is refused as Python refuses it', (bytes, message) => {
    expect(() => decodeStrict(hex(bytes))).toThrow(message);
  });

  it.each([
    ['caf\udce9', "'utf-8' codec can't encode character '\\udce9' in position 3: surrogates not allowed"],
    ['a\udce9\udcffb', "'utf-8' codec can't encode characters in position 1-2: surrogates not allowed"],
    ['😀\udce9', "'utf-8' codec can't encode character '\\udce9' in position 1: surrogates not allowed"],
  ])('strictly, %j cannot be written', (text, message) => {
    expect(() => encodeStrict(text)).toThrow(message);
  });

  it('no byte stands behind other surrogates', () => {
    expect(() => encodeEscaping('\ud800x')).toThrow("'\\ud800' in position 0");
  });

  it.each([
    ['utf-16', "'utf-16' codec can't encode character '\\udce9' in position 1: surrogates not allowed"],
    ['utf-32', "'utf-32' codec can't encode character '\\udce9' in position 1: surrogates not allowed"],
  ])('%s has no place for a single byte', (encoding, message) => {
    expect(() => encodeText('a\udce9\udcff', encoding, 'surrogateescape')).toThrow(message);
    expect(decodeBytes(encodeText('aé😀', encoding), encoding)).toBe('aé😀');
  });

  it.each(['latin-1', 'ascii', 'cp1252'])('%s writes the byte', (encoding) => {
    expect(encodeText('a\udce9', encoding, 'surrogateescape').toString('hex')).toBe('61e9');
  });

  it('shows one question mark for bytes in a row', () => {
    expect(replaceSurrogates('a\udce9\udcffb\udc80😀')).toBe('a?b?😀');
  });
});
