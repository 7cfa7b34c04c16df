import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dict } from '../../src/python/dict.ts';
import { repr, str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import { Tuple } from '../../src/python/tuple.ts';
import { PyFloat, type Value } from '../../src/python/value.ts';
import type { Said } from '../../src/plugins/read-helper-message.ts';
import { PythonHelper } from '../../src/plugins/python-helper.ts';
import { toWire } from '../../src/plugins/helper-values.ts';
import { PythonPluginError } from '../../src/plugins/python-plugin-error.ts';
import { need } from '../needs.ts';

need('/usr/lib/python3/dist-packages/ansible/release.py');
const python = '/usr/bin/python3';
const located = spawnSync(python, ['-c', 'import ansible; print(ansible.__path__[0])'], { encoding: 'utf8' });
const ansible = located.stdout.trim();

const filters = `
import ansible.utils.display
import jinja2
def kind(value):
    return '%s %r' % (type(value).__name__, value)
def fail(value):
    raise ValueError('no good')
def warn(value):
    ansible.utils.display.Display().warning('mind ' + value)
    return value
@jinja2.pass_context
def told(context, name):
    return context.get(name)
class Thing(object):
    pass
class FilterModule(object):
    def filters(self):
        return {'kind': kind, 'fail': fail, 'warn': warn, 'same': lambda v: v, 'told': told, 'thing': lambda v: Thing(),
                'end': lambda v: __import__('os')._exit(1)}
`;

describe('the Python helper', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-test-'));
  const said: Said[] = [];
  const helpers: PythonHelper[] = [];
  const newHelper = (program = python): PythonHelper => {
    const helper = new PythonHelper(() => ({
      python: program,
      ansibleParent: dirname(ansible),
      environment: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1', HOME: directory },
      baseDirectory: directory,
      verbosity: 0,
      say: (message) => said.push(message),
    }));
    helper.useDirectories([directory]);
    helpers.push(helper);
    return helper;
  };
  let helper: PythonHelper;
  const filter = (name: string, value: Value): Value =>
    helper.request('filter', Dict.of({ name, args: toWire([value]), keywords: new Dict() }), name);

  beforeAll(() => {
    mkdirSync(join(directory, 'filter_plugins'));
    writeFileSync(join(directory, 'filter_plugins', 'f.py'), filters);
    helper = newHelper();
  });
  afterAll(() => {
    for (const each of helpers) each.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('starts with the first request', () => {
    expect(helper.isStarted).toBe(false);
    expect(helper.request('has', Dict.of({ kind: 'filter', name: 'kind' }), 'kind')).toBe('kind');
    expect(helper.isStarted).toBe(true);
  });

  it('renders what a filter reads from its context, by variables that are asked for', () => {
    const variables = new Map<string, Value>([
      ['greeting', new TemplateString('hello {{ name }}')],
      ['name', 'you'],
    ]);
    const member = (args: Dict): Value => {
      const value = variables.get(str(args.get('name') ?? ''));
      return value === undefined ? [] : [toWire(value)];
    };
    const has = (args: Dict): Value => variables.has(str(args.get('name') ?? ''));
    const args = Dict.of({ name: 'told', args: ['greeting'], keywords: new Dict() });
    const around = { callbacks: { member, has, names: () => [...variables.keys()] }, referred: () => null };
    expect(helper.request('filter', args, 'told', around)).toBe('hello you');
  });

  it('knows no plug-in that is not there', () => {
    expect(helper.request('has', Dict.of({ kind: 'filter', name: 'nowhere' }), 'nowhere')).toBe(null);
  });

  it.each<[Value, string]>([
    [1, 'int 1'],
    [new PyFloat(1), 'float 1.0'],
    ['{{ x }}', "AnsibleUnsafeText '{{ x }}'"],
    [2n ** 70n, 'int 1180591620717411303424'],
  ])('hands %s over as what it is', (value, shown) => {
    expect(str(filter('kind', value)).replace(/^str '\{/, "AnsibleUnsafeText '{")).toBe(shown);
  });

  it('brings values back as they went', () => {
    const value = new Dict([
      [1, new Tuple([new PyFloat(2), null])],
      ['long', 'x'.repeat(200_000)],
    ]);
    expect(repr(filter('same', value))).toBe(repr(value));
  });

  it('keeps objects of unknown classes for other plug-ins', () => {
    expect(str(filter('kind', filter('thing', 1)))).toMatch(/^Thing <.*Thing object at /);
  });

  it('tells what a plug-in raises, with its traceback', () => {
    expect(() => filter('fail', 1)).toThrow(PythonPluginError);
    expect(() => filter('fail', 1)).toThrow(
      expect.objectContaining({
        message: 'no good',
        raised: expect.objectContaining({ type: 'ValueError', traceback: expect.stringContaining('f.py') }),
      }),
    );
  });

  it('passes on what plug-ins tell the user', () => {
    filter('warn', 'the gap');
    expect(said.at(-1)).toMatchObject({ kind: 'warning', text: 'mind the gap' });
  });

  it('says so when Python ends', () => {
    expect(() => filter('end', 1)).toThrow('The Python process that runs plug-ins ended unexpectedly.');
    expect(filter('same', 'and starts again')).toBe('and starts again');
  });

  it('names the plug-in and what to install where Python cannot run it', () => {
    expect(() => newHelper('/nowhere/python3').request('has', new Dict(), "filter 'kind'")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("The filter 'kind' is a Python plug-in"),
        hint: expect.stringContaining('pip install ansible-core'),
      }),
    );
  });
});
