import { describe, expect, it } from 'vitest';
import { fetchedPath } from '../../../src/actions/transfer/fetched-path.ts';

describe('item 30: a fetched file stays below its directory', () => {
  it.each([
    ['web1', '/etc/hostname', '/d/web1/etc/hostname'],
    ['web1', 'relative', '/d/web1/relative'],
    ['web1', '/etc/../x', '/d/web1/x'],
    ['/srv/chroot', '/etc/x', '/d/srv/chroot/etc/x'],
    ['a..b', '/..x', '/d/a..b/..x'],
  ])('%s %s', (host, source, path) => {
    expect(fetchedPath('/d', host, source)).toBe(path);
    expect(fetchedPath('/d/', host, source)).toBe(path);
  });
  it.each([
    ['../../PWN', '/etc/hostname'],
    ['..', 'x'],
    ['.', 'x'],
    ['', 'x'],
    ['a/../b', 'x'],
    ['/..', 'x'],
    ['web1', '/../../etc/cron.d/x'],
    ['web1', '../web2/x'],
    ['web1', '/..'],
    ['web1', '/'],
    ['web1', '.'],
  ])('%j %j is refused', (host, source) => {
    expect(() => fetchedPath('/d', host, source)).toThrow('leads out of');
  });
});
