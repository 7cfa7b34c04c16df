import type { Dict } from '../../python/dict.ts';

/**
 * Where facts are kept between runs, by host. What is set is kept at once; a host without an entry, or with one that is
 * too old, has none. Throws MitorunError for an entry that cannot be read.
 */
export interface FactCache {
  get(host: string): Dict | undefined;
  set(host: string, facts: Dict): void;
  delete(host: string): void;
  /** When what was set has arrived; absent where it always has. */
  close?(): Promise<void>;
}
