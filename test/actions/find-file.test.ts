import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { candidatePaths, findUserFile } from '../../src/actions/find-file.ts';

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'find-file-'));
  mkdirSync(join(place, 'role/files'), { recursive: true });
  writeFileSync(join(place, 'role/files/named'), '');
  writeFileSync(join(place, 'named'), '');
});
afterAll(() => rmSync(place, { recursive: true }));

it('finds the file of the role before that of the playbook', () => {
  const path = [join(place, 'role'), place];
  expect(findUserFile('named', 'files', path, undefined)).toBe(join(place, 'role/files/named'));
});

it('looks in `files` of each directory, then in the directory, and in the last one again', () => {
  expect(candidatePaths('x', 'files', ['/role', '/play'])).toEqual([
    '/role/files/x',
    '/role/x',
    '/play/files/x',
    '/play/x',
    '/play/files/x',
    '/play/x',
  ]);
});

it('looks in the last one once where the task comes from elsewhere', () => {
  expect(candidatePaths('x', 'files', ['/role', '/play'], '/role/tasks')).toEqual([
    '/role/files/x',
    '/role/x',
    '/play/files/x',
    '/play/x',
  ]);
});

it('does not put `files` in front of a name that begins with it', () => {
  expect(candidatePaths('files/x', 'files', ['/play'])).toEqual(['/play/files/x', '/play/files/x']);
});

it('names every place where there is no such file', () => {
  expect(() => findUserFile('x', 'files', ['/nowhere'], undefined)).toThrow(
    "Could not find or access 'x'\nSearched in:\n\t/nowhere/files/x\n\t/nowhere/x\n\t/nowhere/files/x\n\t/nowhere/x on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option",
  );
});
