import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

/** package-lock.json as npm writes it: `packages` by where each lies below the root. */
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')));

/** Where Node looks for a package from another one: beside its own dependencies, then further out. */
function placesOf(name: string, from: string): string[] {
  const folders = from.split('/node_modules/');
  return folders
    .map((_, depth) => [...folders.slice(0, folders.length - depth), name].join('/node_modules/'))
    .concat(`node_modules/${name}`);
}

/** `npm ci` installs what the lock file has and nothing else, whatever platform wrote it. */
it('fresh machine: the lock file has every platform’s optional packages', () => {
  const missing = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => placesOf(name, from).every((place) => !(place in lock.packages)))
      .map((name) => `${name} of ${from}`),
  );
  expect(missing).toEqual([]);
});

it('fresh machine: the lock file pins every package by its hash, and names no registry', () => {
  const { '': _root, ...packages } = lock.packages;
  const entries = Object.entries(packages);
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([place]) => place)).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
});
