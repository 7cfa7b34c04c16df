import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A host's interpreter that greets as an agent's does and then says what its environment names. */
const interpreter = `#!/usr/bin/python3
import json, os, struct, sys
def say(data):
    while data:
        data = data[os.write(1, data):]
def frame(kind, head, request=0, sizes=None):
    text = json.dumps(head).encode()
    return struct.pack('>BBHIIII', 0xA7, kind, 0, 1, request, *(sizes or (len(text), 0))) + text
greeting = ('MITORUN1 ' + json.dumps([[3, 11, 2], sys.executable, [], 0, 'root', '/root']) + chr(10)).encode()
talks = {
    'greeting': [b'MITORUN1 {broken' + bytes([10])],
    'type': [greeting, frame(1, {}), frame(4, {'nottext': 1})],
    'length': [greeting, frame(1, {}), frame(2, {}, 1, (0, 0xFFFFFFFF))],
    'escape': [greeting, frame(1, {}), bytes([27]) + b'[2J garbage'],
}
for said in talks[os.path.basename(sys.argv[0])]:
    say(said)
while os.read(0, 65536):
    pass
`;

describe('item 7: a hostile interpreter is its own host’s failure', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-hostile-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('the other hosts go on, the recap and the exit code tell', () => {
    const bad = ['greeting', 'type', 'length', 'escape'];
    for (const name of bad) {
      writeFileSync(join(directory, name), interpreter);
      chmodSync(join(directory, name), 0o755);
    }
    const lines = bad.map((name) => `${name} ansible_python_interpreter=${join(directory, name)}`);
    const inventory = [
      'good ansible_python_interpreter=/usr/bin/python3',
      ...lines,
      '[all:vars]',
      'ansible_connection=local',
    ];
    writeFileSync(join(directory, 'inventory'), `${inventory.join('\n')}\n`);
    writeFileSync(
      join(directory, 'site.yml'),
      '- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n    - command: echo second\n',
    );
    const { status, stdout, stderr } = spawnSync(
      join(root, 'bin/mitorun'),
      ['-i', join(directory, 'inventory'), join(directory, 'site.yml')],
      { cwd: directory, encoding: 'utf8', timeout: 50_000 },
    );
    expect(status).toBe(4);
    expect(stdout).toMatch(/^good +: ok=2 +changed=1 +unreachable=0 +failed=0/m);
    for (const name of bad) {
      expect(stdout).toMatch(new RegExp(`^${name} +: ok=0 +changed=0 +unreachable=1 +failed=0`, 'm'));
      expect(stdout).toMatch(new RegExp(`^fatal: \\[${name}\\]: UNREACHABLE! .*broke the protocol`, 'm'));
    }
    expect(stdout + stderr).not.toContain('\u001b[2J');
    expect(stdout + stderr).not.toContain('Unexpected Exception');
  }, 60_000);
});
