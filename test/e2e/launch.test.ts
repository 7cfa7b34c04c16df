import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCheckout, type ScratchCheckout } from './scratch-checkout.ts';

const mitorun = fileURLToPath(new URL('../../bin/mitorun', import.meta.url));
const local = ['-i', 'localhost,', '-c', 'local', 'localhost'];
const interpreter = ['-e', 'ansible_python_interpreter=/usr/bin/python3'];

describe('mitorun in surroundings that are out of the usual', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-launch-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('says that its directory is gone, where somebody removed it', () => {
    const gone = join(directory, 'gone');
    const script = `mkdir '${gone}' && cd '${gone}' && rmdir '${gone}' && exec '${mitorun}' localhost -m ping`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toContain('The current directory is not there any more');
    expect(status).toBe(5);
  });

  it('goes on where its output cannot be written, and says so', () => {
    const file = join(directory, 'written');
    const script = `exec '${mitorun}' -i localhost, -c local localhost -e ansible_python_interpreter=/usr/bin/python3 -m copy -a 'content=x dest=${file}' > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr.match(/The output cannot be written/g)).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe('x');
    expect(status).toBe(0);
  });

  it('runs where HOME is no directory', () => {
    const { status, stdout } = spawnSync(mitorun, [...local, '-m', 'debug'], {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/dev/null' },
    });
    expect(stdout).toContain('Hello world!');
    expect(status).toBe(0);
  });
});

/** As in a container that runs under any uid: nobody, and no home that the account may write. */
describe.skipIf(process.getuid?.() !== 0)('fresh machine: a uid without a passwd entry (needs root)', () => {
  const uid = 54_321;
  let place: string;
  let checkout: ScratchCheckout;
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'mitorun-nobody-'));
    chmodSync(place, 0o777);
    checkout = copyCheckout({ built: true });
    // Where anybody may read it; the suite's own checkout may be below /root.
    chmodSync(checkout.directory, 0o755);
  });
  afterAll(() => {
    checkout.remove();
    rmSync(place, { recursive: true, force: true });
  });

  function run(environment: Readonly<Record<string, string>>, ...words: string[]) {
    const identity = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    return spawnSync('setpriv', [...identity, process.execPath, checkout.mitorun, ...words], {
      cwd: place,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...environment },
    });
  }

  const homes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'HOME unset': {},
    'HOME empty': { HOME: '' },
    'HOME missing': { HOME: '/nonexistent' },
    'HOME /': { HOME: '/' },
    'HOME of somebody else': { HOME: '/root' },
    'HOME relative': { HOME: 'relative' },
    'HOME a file': { HOME: '/etc/passwd' },
    'HOME where nothing can be made': { HOME: '/proc' },
  };

  it.each(Object.entries(homes))('%s: runs modules, and leaves nothing where it starts', (_, environment) => {
    const { status, stdout, stderr } = run(
      environment,
      ...local,
      ...interpreter,
      '-m',
      'command',
      '-a',
      'id -u',
    );
    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: '',
      stdout: `localhost | CHANGED | rc=0 >>\n${uid}\n`,
    });
    expect(readdirSync(place).filter((name) => name !== 'relative')).toEqual([]);
  });

  it('runs filters in Python where no home can hold their temporary files', () => {
    mkdirSync(join(place, 'filter_plugins'));
    const filter =
      'class FilterModule(object):\n    def filters(self):\n        return {"loud": lambda text: text.upper()}\n';
    writeFileSync(join(place, 'filter_plugins', 'loud.py'), filter);
    const debug = ['-m', 'debug', '-a', `msg="{{ 'heard' | loud }}"`];
    const { stdout, stderr } = run(
      { HOME: '/nonexistent' },
      ...local,
      ...interpreter,
      '--playbook-dir',
      '.',
      ...debug,
    );
    rmSync(join(place, 'filter_plugins'), { recursive: true });
    expect({ stderr, stdout }).toMatchObject({ stderr: '', stdout: expect.stringContaining('HEARD') });
  });

  it('the home stays ~ where nobody knows it, as in os.path.expanduser', () => {
    const expression = "{{ '~/x' | expanduser }}";
    const { stdout } = run({}, ...local, ...interpreter, '-m', 'debug', '-a', `msg="${expression}"`);
    expect(stdout).toContain('"msg": "~/x"');
  });

  it('writes its log under the uid', () => {
    const log = join(place, 'log');
    const { status } = run({ ANSIBLE_LOG_PATH: log }, ...local, ...interpreter, '-m', 'ping');
    expect(status).toBe(0);
    expect(readFileSync(log, 'utf8')).toContain(`u=${uid} `);
    rmSync(log);
  });

  it('connects by ssh as far as the server lets it', () => {
    const refused = [
      '-i',
      'one,',
      'one',
      '-m',
      'ping',
      '-e',
      'ansible_host=127.0.0.1',
      '-e',
      'ansible_port=1',
    ];
    const { status, stdout } = run({}, ...refused);
    expect(stdout).toMatch(/one \| UNREACHABLE! .*Connection refused/s);
    expect(status).toBe(4);
  });

  it('says where modules could not be put, if there is no place for them', () => {
    for (const environment of [{}, { HOME: '/nonexistent' }]) {
      const { status, stderr } = run(environment, 'content', 'install', '--version', '2.19');
      expect(stderr).toMatch(/HOME/);
      expect(status).toBe(1);
    }
    const { status, stderr } = run({}, 'shims', '/nonexistent/links');
    expect(stderr).toMatch(/no links in \/nonexistent\/links: EACCES/);
    expect(status).toBe(5);
  });
});

describe('fresh machine: a dist/ that is older than the sources', () => {
  let checkout: ScratchCheckout;
  beforeAll(() => {
    checkout = copyCheckout({ built: true });
  });
  afterAll(() => checkout.remove());

  const version = () => {
    const { status, stdout, stderr } = spawnSync(checkout.mitorun, ['--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^mitorun /);
    expect(status).toBe(0);
    return stderr;
  };
  const change = (seconds: number): void => {
    const moment = new Date(Date.now() + seconds * 1000);
    utimesSync(join(checkout.directory, 'src', 'cli', 'main.ts'), moment, moment);
  };

  it('is told of once for each change, with what to do; the sources run', () => {
    expect(version()).toBe('');
    change(5);
    const told = /^mitorun: dist\/ is older than the sources.*`npm run build`.*\n$/;
    expect(version()).toMatch(told);
    expect(version()).toBe('');
    change(10);
    expect(version()).toMatch(told);
    expect(version()).toBe('');
  });
});

describe('fresh machine: installed as a package', () => {
  const project = mkdtempSync(join(tmpdir(), 'mitorun-package-'));
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('is the bundle, without sources or tests, and starts where npm puts its packages beside it', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    // The suite has built dist/; building it anew here would be in the other tests' way.
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', project];
    const packed = spawnSync('npm', pack, { cwd: root, encoding: 'utf8' });
    const unpacked = spawnSync('tar', ['-xf', join(project, packed.stdout.trim()), '-C', project]);
    expect(unpacked.status).toBe(0);
    const installed = join(project, 'node_modules', 'mitorun');
    mkdirSync(join(project, 'node_modules'));
    renameSync(join(project, 'package'), installed);
    for (const name of readdirSync(join(root, 'node_modules'))) {
      symlinkSync(realpathSync(join(root, 'node_modules', name)), join(project, 'node_modules', name));
    }
    const files = readdirSync(installed, { recursive: true }).map(String);
    expect(files).toContain('dist/mitorun.cjs');
    expect(files.filter((file) => /^(src|test|fixtures|bench)|\.cache$/.test(file))).toEqual([]);
    const start = (...words: string[]) =>
      spawnSync(join(installed, 'bin', 'mitorun'), words, { cwd: project, encoding: 'utf8' });
    expect(start('--help').stdout).toContain('--inventory');
    expect(start(...local, ...interpreter, '-m', 'ping')).toMatchObject({ status: 0, stderr: '' });
  });

  it('finds tsx there too, where it has sources and no bundle', () => {
    const checkout = copyCheckout({ built: false });
    const installed = join(project, 'node_modules', 'from-sources');
    cpSync(checkout.directory, installed, {
      recursive: true,
      filter: (path) => !path.endsWith('node_modules'),
    });
    checkout.remove();
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    const { status, stderr } = spawnSync(join(installed, 'bin', 'mitorun'), ['--version'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
