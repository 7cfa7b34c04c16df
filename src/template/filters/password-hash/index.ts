import type { Value } from '../../../python/value.ts';
import { signature } from '../../argument-binder.ts';
import { pluginFailure } from '../../plugin-failure.ts';
import type { FilterDefinition } from '../../registry.ts';
import { textOf } from '../../text-argument.ts';
import { hashPassword } from './hash-password.ts';

const algorithms: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5_crypt'],
  ['blowfish', 'bcrypt'],
  ['sha256', 'sha256_crypt'],
  ['sha512', 'sha512_crypt'],
]);

/** Ansible's `password_hash`, with the algorithms that its documentation names. */
export const passwordFilters: readonly FilterDefinition[] = [
  {
    name: 'password_hash',
    signature: signature("password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None"),
    impure: true,
    call: (_context, password, hashType, salt, saltSize, rounds, ident) => {
      const wanted = textOf(hashType as Value);
      const algorithm = algorithms.get(wanted) ?? wanted;
      if (![...algorithms.values()].includes(algorithm)) {
        const known = [...algorithms.keys()].join(', ');
        throw pluginFailure(`${algorithm} is not in the list of supported passlib algorithms: ${known}`);
      }
      return hashPassword(password as Value, algorithm, {
        salt: salt as Value,
        saltSize: saltSize as Value,
        rounds: rounds as Value,
        ident: ident as Value,
      });
    },
  },
];
