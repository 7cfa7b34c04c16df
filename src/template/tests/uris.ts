import { contains } from '../../python/operators/contains.ts';
import { PythonError } from '../../python/python-error.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { type SplitUrl, splitUrl } from '../filters/encoding.ts';
import type { TestDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';

/** Ansible's tests of URIs: any text is one that Python's urlparse takes. */
export const uriTests: readonly TestDefinition[] = [
  {
    name: 'uri',
    signature: signature('value, schemes=None'),
    call: (_context, value, schemes) => uriOf(value as Value, schemes as Value) !== undefined,
  },
  {
    name: 'url',
    signature: signature('value, schemes=None'),
    call: (_context, value, schemes) => {
      const uri = uriOf(value as Value, schemes as Value);
      return uri !== undefined && (uri.netloc !== '' || uri.scheme === 'file');
    },
  },
  {
    name: 'urn',
    signature: signature('value'),
    call: (_context, value) => uriOf(value as Value, ['urn']) !== undefined,
  },
];

function uriOf(value: Value, schemes: Value): SplitUrl | undefined {
  const text = value === null ? '' : stringOf(value);
  if (text === undefined) return undefined;
  try {
    const uri = splitUrl(text);
    return !isTruthy(schemes) || contains(schemes, uri.scheme) ? uri : undefined;
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}
