import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectionIndex } from '../../../src/modules/collections/index.ts';

let place = '';

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'collections-'));
  mkdirSync(join(place, 'first/ansible_collections/team/web'), { recursive: true });
  mkdirSync(join(place, 'second/ansible_collections/team/web'), { recursive: true });
  mkdirSync(join(place, 'second/ansible_collections/team/db'), { recursive: true });
});
afterAll(() => rmSync(place, { recursive: true }));

const index = (): CollectionIndex => new CollectionIndex([join(place, 'first'), join(place, 'second')]);

describe('collections', () => {
  it('come whole from the first root that has them', () => {
    expect(index().find('team.web')?.directory).toBe(join(place, 'first/ansible_collections/team/web'));
    expect(index().find('team.db')?.directory).toBe(join(place, 'second/ansible_collections/team/db'));
    expect(index().find('team.none')).toBeUndefined();
  });

  it('know whose a file is', () => {
    expect(index().nameOf(join(place, 'second/ansible_collections/team/db/roles/x'))).toBe('team.db');
    expect(index().nameOf(join(place, 'second/ansible_collections/team/web/roles/x'))).toBeUndefined();
    expect(index().nameOf('/etc')).toBeUndefined();
  });

  it.each([
    ['other.thing.module', 'ansible_collections.other'],
    ['team.none.module', 'ansible_collections.team.none'],
    ['ansible.none.module', 'ansible_collections.ansible'],
    ['team.web.module', undefined],
    ['ansible.builtin.module', undefined],
    ['ansible.legacy.module', undefined],
    ['short', undefined],
  ])('name the Python package that %s lacks', (name, missing) => {
    expect(index().missingPackage(name)).toBe(missing);
  });
});
