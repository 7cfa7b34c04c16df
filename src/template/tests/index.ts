import type { Registry, TestDefinition } from '../registry.ts';
import { collectionTests } from './collections.ts';
import { fileTests } from './files.ts';
import { patternTests } from './patterns.ts';
import { protomatterTests } from './protomatter.ts';
import { registeredTests } from './registered.ts';
import { resultTests } from './results.ts';
import { comparisonTests, typeTests } from './types.ts';
import { uriTests } from './uris.ts';
import { vaultTests } from './vault.ts';
import { versionTests } from './versions.ts';

/** Every test of Jinja2 and of ansible.builtin. */
export function builtinTests(registry: Registry): readonly TestDefinition[] {
  return [
    ...collectionTests,
    ...comparisonTests,
    ...fileTests,
    ...patternTests,
    ...protomatterTests,
    ...registeredTests(registry),
    ...resultTests,
    ...typeTests,
    ...uriTests,
    ...vaultTests,
    ...versionTests,
  ];
}
