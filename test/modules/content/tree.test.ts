import { describe, expect, it } from 'vitest';
import {
  chooseTree,
  compareVersions,
  type ContentTree,
  meetsFloor,
  parsePythonFloor,
} from '../../../src/modules/content/tree.ts';

const old: ContentTree = {
  version: '2.14.18',
  author: '',
  root: '/old/ansible',
  pythonFloor: { python3: [3, 5], python2: [2, 7] },
  hasProfiles: false,
  collectionRoots: [],
  source: '',
  explicit: false,
};
const recent: ContentTree = {
  ...old,
  version: '2.19.11',
  root: '/recent/ansible',
  pythonFloor: { python3: [3, 8], python2: undefined },
};

describe('the floor of an ansible-core', () => {
  it('is one version since 2.17', () => {
    expect(parsePythonFloor('_PY_MIN = (3, 8)\n')).toEqual({ python3: [3, 8], python2: undefined });
  });
  it('has a Python 2 before', () => {
    const basic = '_PY3_MIN = sys.version_info >= (3, 6)\n_PY2_MIN = (2, 7) <= sys.version_info < (3,)\n';
    expect(parsePythonFloor(basic)).toEqual({ python3: [3, 6], python2: [2, 7] });
  });
  it.each([
    [[2, 7, 18], true, false],
    [[2, 6, 6], false, false],
    [[3, 4, 0], false, false],
    [[3, 6, 15], true, false],
    [[3, 8, 0], true, true],
    [[3, 14, 1], true, true],
  ] as const)('%j: old %s, recent %s', (version, meetsOld, meetsRecent) => {
    expect(meetsFloor(old.pythonFloor, version)).toBe(meetsOld);
    expect(meetsFloor(recent.pythonFloor, version)).toBe(meetsRecent);
  });
});

describe('the tree for a target', () => {
  it('is the newest that runs on its Python', () => {
    expect(chooseTree([old, recent], [3, 11, 2])).toBe(recent);
    expect(chooseTree([recent, old], [3, 6, 15])).toBe(old);
    expect(chooseTree([old, recent], undefined)).toBe(recent);
  });
  it('is one the user named, where its floor is met', () => {
    const named = { ...old, explicit: true };
    expect(chooseTree([recent, named], [3, 11, 2])).toBe(named);
    expect(chooseTree([{ ...recent, explicit: true }, old], [2, 7, 5])).toBe(old);
  });
  it('is an error that names what is known where none fits', () => {
    expect(() => chooseTree([recent], [3, 6, 8])).toThrow(
      "no ansible-core found here runs modules on the target's Python 3.6.8 (2.19.11 needs Python 3.8)",
    );
    expect(() => chooseTree([], undefined)).toThrow("Ansible's modules were not found on this machine");
  });
});

describe('versions', () => {
  it.each([
    ['2.9.0', '2.14.1', -1],
    ['2.14.18', '2.14.2', 1],
    ['2.19.0rc1', '2.19.0', -1],
    ['2.19', '2.19.0', 0],
  ] as const)('%s and %s compare as %i', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });
});
