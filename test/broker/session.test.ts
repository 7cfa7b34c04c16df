import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { laterSources } from '../../src/broker/agent/bootstrap-payload.ts';
import * as z from 'zod';
import { pythons } from './local-broker.ts';

/** `bootstrap/session.py` with a `/etc` and a home of its own, and what happens there: the file it is given, or none. */
const changes: readonly [what: string, path: string, content: string | undefined, isStale: boolean][] = [
  ['nothing', 'other/file', 'x', false],
  ['a file of no session', 'etc/hosts', 'x', false],
  ['an account that is new', 'etc/passwd', 'root:x:0:0\nweb:x:33:33\nnew:x:900:900\n', false],
  ['an account that is gone', 'etc/passwd', 'web:x:33:33\n', false],
  ['the account itself is gone', 'etc/passwd', 'root:x:0:0\n', true],
  ['the home of an account', 'etc/passwd', 'root:x:0:0\nweb:x:33:33::/srv\n', true],
  ['a group with a member', 'etc/group', 'root:x:0:\ngames:x:60:web\n', true],
  ['a group with another member', 'etc/group', 'root:x:0:ldap\ngames:x:60:\n', false],
  ['a group without members', 'etc/group', 'root:x:0:\ngames:x:60:\nnew:x:900:\n', false],
  ['a password', 'etc/shadow', 'root:*:1\nweb:secret:1\n', true],
  ['the password of another account', 'etc/shadow', 'root:x:1\nweb:*:1\n', false],
  ['the environment', 'etc/environment', 'A=1\n', true],
  ['a limit of all, in place', 'etc/security/limits.conf', 'b', true],
  ['a new limit', 'etc/security/limits.d/z.conf', 'x', true],
  ['a limit, in place', 'etc/security/limits.d/a.conf', 'b', true],
  ['a limit that is gone', 'etc/security/limits.d/a.conf', undefined, true],
  ['a limit, as it was', 'etc/security/limits.conf', 'a', false],
  ['the name servers', 'etc/resolv.conf', 'x', true],
  ['sudoers', 'etc/sudoers', 'b', true],
  ['a new rule', 'etc/sudoers.d/new', 'x', true],
  ['a rule, in place', 'etc/sudoers.d/web', 'b', true],
  ['doas.conf', 'usr/local/etc/doas.conf', 'x', true],
  ["a step of PAM's", 'etc/pam.d/sudo-i', 'x', true],
  ['a profile', 'etc/profile.d/new.sh', 'x', true],
  ['the time zone', 'etc/localtime', 'x', true],
  ["the account's .bashrc", 'home/.bashrc', 'b', true],
  ["the account's .profile, which is new", 'home/.profile', 'x', true],
  ["ssh's environment, whose folder is new", 'home/.ssh/environment', 'x', true],
  ['something else at home', 'home/notes', 'x', false],
  ['a package', 'lib/site-packages/new/__init__.py', 'x', true],
  ['a package that is gone', 'lib/site-packages/old.py', undefined, true],
  ['a compiled file', 'lib/site-packages/__pycache__/old.pyc', 'x', false],
  ['a .pth file, in place', 'lib/site-packages/old.pth', 'b', true],
  ["the user's packages, for the first time", 'user/lib/site-packages/new.py', 'x', true],
  ['a virtual environment', 'prefix/pyvenv.cfg', 'x', true],
];

const session = new Map(
  z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(laterSources().toString())),
).get('session');

/** Without a become method in between: a login's groups, limits and rights are those of its connection. */
const ofEveryLogin = /^home|^lib|^user|^prefix|profile\.d|localtime|resolv/;

const before: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0\nweb:x:33:33\n',
  'etc/group': 'root:x:0:\ngames:x:60:\n',
  'etc/shadow': 'root:*:1\nweb:*:1\n',
  'etc/security/limits.conf': 'a',
  'etc/security/limits.d/a.conf': 'a',
  'etc/sudoers': 'a',
  'etc/sudoers.d/web': 'a',
  'etc/pam.d/su': 'a',
  'etc/profile.d/a.sh': 'a',
  'home/.bashrc': 'a',
  'lib/site-packages/old.py': 'a',
  'lib/site-packages/old.pth': 'a',
  'usr/local/etc/x': 'a',
  'other/x': 'a',
  'prefix/x': 'a',
};

const script = `
import json, os, sys, time
source, root, changes, opened = json.load(sys.stdin)
source = source.replace("'/etc/", "'" + root + "/etc/").replace("'/usr/", "'" + root + "/usr/")
class Site(object):
    USER_SITE = root + '/user/lib/site-packages'
    getsitepackages = staticmethod(lambda: [root + '/lib/site-packages'])
sys.modules['site'] = Site
class Pwd(object):
    getpwuid = staticmethod(lambda uid: ('web', 'x', uid))
sys.modules['pwd'] = Pwd
sys.path[:] = [root + '/lib/site-packages']
sys.prefix = root + '/prefix'
os.environ['HOME'] = root + '/home'
names = {}
exec(compile(source, 'session.py', 'exec', 0, True), names)
session = names['Session'](opened)
found = []
for path, content in changes:
    time.sleep(0.01)
    path = os.path.join(root, path)
    if content is None:
        os.remove(path)
    else:
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with open(path, 'w') as target:
            target.write(content)
    found.append([session.has_changed(), session.has_changed()])
    session = names['Session'](opened)
print(json.dumps(found))
`;

/** This machine's Python, and the oldest and the newest that there are. */
const machines = [
  { version: 'of this machine', executable: '/usr/bin/python3' },
  ...pythons.filter(({ version }) => /^(?:2\.7|3\.6|3\.13)/u.test(version)),
];

for (const { version, executable } of machines)
  describe.skipIf(!existsSync(executable))(
    `Python ${version}: an agent sees what makes its session stale (item 14)`,
    () => {
      let root: string;
      const found: boolean[][][] = [];
      beforeAll(() => {
        for (const opened of [true, false]) {
          root = mkdtempSync(join(tmpdir(), 'session-test-'));
          for (const [path, content] of Object.entries(before)) {
            mkdirSync(join(root, path, '..'), { recursive: true });
            writeFileSync(join(root, path), content);
          }
          // Each change starts from what was there at the beginning.
          const steps = changes.flatMap(([, path, content]) => [
            [path, content ?? null],
            [path, before[path] ?? ''],
          ]);
          const input = JSON.stringify([session, root, steps, opened]);
          const output = execFileSync(executable, ['-c', script], { input, encoding: 'utf8' });
          found.push((JSON.parse(output) as boolean[][]).filter((_, index) => index % 2 === 0));
          rmSync(root, { recursive: true });
        }
      });
      afterAll(() => rmSync(root, { recursive: true, force: true }));

      test.each(changes.map((change, index) => [...change, index] as const))(
        '%s: %s',
        (_, path, __, isStale, index) => {
          expect(found[0]?.[index]).toEqual([isStale, isStale]);
          expect(found[1]?.[index]?.[0]).toBe(isStale && ofEveryLogin.test(path));
        },
      );
    },
  );
