/** How filters, tests, lookups and globals declare their parameters: as Python's own methods do. */
export { bindArguments, type Signature, signature } from '../python/signature.ts';
