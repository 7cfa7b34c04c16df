import { PyObject, type Value } from './value.ts';

/** Python's bytes. Rare in playbooks: `!!binary`, some filters' results. */
export class Bytes extends PyObject {
  readonly typeName = 'bytes';
  readonly data: Uint8Array;
  constructor(data: Uint8Array) {
    super();
    this.data = data;
  }
  repr(): string {
    const quote = this.data.includes(0x27) && !this.data.includes(0x22) ? '"' : "'";
    let out = `b${quote}`;
    for (const byte of this.data) out += escapeByte(byte, quote);
    return out + quote;
  }
  override truthy(): boolean {
    return this.data.length > 0;
  }
  override equals(other: Value): boolean {
    return other instanceof Bytes && Buffer.compare(this.data, other.data) === 0;
  }
  hashKey(): string {
    return `bytes(${Buffer.from(this.data).toString('hex')})`;
  }
}

function escapeByte(byte: number, quote: string): string {
  const character = String.fromCharCode(byte);
  if (character === quote || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
