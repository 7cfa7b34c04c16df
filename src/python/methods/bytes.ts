import { Bytes } from '../bytes.ts';
import { PythonError, typeError } from '../python-error.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { methodTable, type MethodTable } from './method.ts';

function decode(bytes: Bytes, encoding: Value, errors: Value): string {
  if (typeof encoding !== 'string') {
    throw typeError(`decode() argument 'encoding' must be str, not ${typeName(encoding)}`);
  }
  const name = encoding.toLowerCase().replaceAll('_', '-');
  if (name === 'latin-1' || name === 'latin1' || name === 'iso-8859-1')
    return Buffer.from(bytes.data).toString('latin1');
  try {
    return new TextDecoder(name, { fatal: errors === 'strict', ignoreBOM: true }).decode(bytes.data);
  } catch (error) {
    if (error instanceof RangeError) throw new PythonError('ValueError', `unknown encoding: ${encoding}`);
    throw new PythonError('UnicodeError', `'${name}' codec can't decode bytes: invalid data`);
  }
}

const isBytes = (value: Value): value is Bytes => value instanceof Bytes;

/** The methods of bytes that templates call. */
export const bytesMethods: MethodTable = methodTable('bytes', isBytes, {
  decode: [
    "encoding='utf-8', errors='strict'",
    (bytes, encoding = 'utf-8', errors = 'strict') => decode(bytes, encoding, errors),
  ],
  hex: ['', (bytes) => Buffer.from(bytes.data).toString('hex')],
});
