import { Bytes } from '../bytes.ts';
import { decodeBytes } from '../codecs.ts';
import { typeError } from '../python-error.ts';
import { typeName } from '../type-name.ts';
import type { Value } from '../value.ts';
import { methodTable, type MethodTable } from './method.ts';

function decode(bytes: Bytes, encoding: Value, errors: Value): string {
  if (typeof encoding !== 'string')
    throw typeError(`decode() argument 'encoding' must be str, not ${typeName(encoding)}`);
  if (typeof errors !== 'string')
    throw typeError(`decode() argument 'errors' must be str, not ${typeName(errors)}`);
  return decodeBytes(bytes.data, encoding, errors);
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
