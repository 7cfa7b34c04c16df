import { describe, expect, it } from 'vitest';
import { codenameOf, sourcesForSuite, suitesAround } from '../../../src/modules/content/apt-sources.ts';

describe('apt sources for another suite', () => {
  it('keep mirror, key and components of the machine’s own', () => {
    const text = [
      'Types: deb deb-src',
      '# a comment',
      'URIs: http://mirror.example/debian',
      'Suites: bookworm bookworm-updates bookworm-backports',
      'Components: main',
      'Signed-By: /usr/share/keyrings/some.gpg',
      '',
      'Types: deb',
      'URIs: http://other.example/node',
      'Suites: nodistro',
      'Components: main',
      '',
    ].join('\n');
    expect(sourcesForSuite([{ name: 'debian.sources', text }], 'bookworm', 'trixie')).toEqual({
      deb822: [
        'Types: deb',
        'URIs: http://mirror.example/debian',
        'Suites: trixie trixie-updates',
        'Components: main',
        'Signed-By: /usr/share/keyrings/some.gpg',
        '',
      ].join('\n'),
      oneLine: '',
    });
  });

  it('are read from one-line files too', () => {
    const text = [
      '# deb http://mirror.example/debian bookworm main',
      'deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian bookworm main contrib',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://mirror.example/debian-security bookworm-security main',
      'deb http://other.example/sdk cloud-sdk-bookworm main',
    ].join('\n');
    expect(sourcesForSuite([{ name: 'sources.list', text }], 'bookworm', 'trixie').oneLine).toBe(
      'deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian trixie main contrib\n' +
        'deb http://mirror.example/debian-security trixie-security main\n',
    );
  });

  it('are empty where the machine has none of its distribution', () => {
    const text = 'Types: deb\nEnabled: no\nURIs: http://mirror.example\nSuites: bookworm\n';
    expect(sourcesForSuite([{ name: 'a.sources', text }], 'bookworm', 'trixie')).toEqual({
      deb822: '',
      oneLine: '',
    });
  });

  it('are tried for the own suite, the next and the one before', () => {
    expect(suitesAround('bookworm')).toEqual(['bookworm', 'trixie', 'bullseye']);
    expect(suitesAround('someday')).toEqual(['someday']);
    expect(codenameOf('NAME="Debian"\nVERSION_CODENAME=bookworm\n')).toBe('bookworm');
  });
});
