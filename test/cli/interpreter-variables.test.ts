import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTree } from '../modules/write-tree.ts';
import { referenceLibrary } from '../reference.ts';
import { runInProcess } from './run-in-process.ts';

const printing =
  "import json, os\nprint(json.dumps({'changed': False, 'via': os.environ.get('VIA', 'itself')}))\n";
const cwd = writeTree({
  'ansible.cfg': '',
  wrapper: '#!/bin/sh\nVIA=wrapper exec /bin/sh "$@"\n',
  python: '#!/bin/sh\nVIA=wrapper exec /usr/bin/python3 "$@"\n',
  'library/own_sh.sh': '#!/bin/sh\necho "{\\"changed\\": false, \\"via\\": \\"${VIA:-itself}\\"}"\n',
  'library/options': '#!/bin/sh -e\necho "{\\"changed\\": false, \\"via\\": \\"${VIA:-itself}\\"}"\n',
  'library/json3.py': `#!/usr/bin/python3\n# WANT_JSON\n${printing}`,
  'library/new3.py':
    "#!/usr/bin/python3\nimport os\nfrom ansible.module_utils.basic import AnsibleModule\nAnsibleModule({}).exit_json(via=os.environ.get('VIA', 'itself'))\n",
  'library/plain.py': `#!/usr/bin/python\n# WANT_JSON\n${printing}`,
  'library/nowhere': '#!/usr/bin/no-such-program\n# WANT_JSON\n',
});
beforeAll(() => {
  for (const name of ['wrapper', 'python']) chmodSync(join(cwd, name), 0o755);
});

async function run(module: string, variables: Record<string, string>): Promise<string> {
  const { out, err } = await runInProcess(
    ['a', '-i', 'a,', '-c', 'local', '-m', module, '-e', JSON.stringify(variables).replaceAll('{cwd}', cwd)],
    {
      cwd,
      environment: {
        ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'),
        ANSIBLE_LIBRARY: join(cwd, 'library'),
        ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
        MITORUN_CONTENT: referenceLibrary(),
      },
    },
  );
  return /"via": "(.*)"/.exec(out)?.[1] ?? `${out}${err}`;
}

/** As ansible-core 2.19.11 with these modules and variables, but for arguments in the first line, which it refuses. */
describe('ansible_<program>_interpreter takes the place of the program in a module’s first line (item 11)', () => {
  it.each<[string, Record<string, string>, string]>([
    ['own_sh', {}, 'itself'],
    ['own_sh', { ansible_sh_interpreter: '{cwd}/wrapper' }, 'wrapper'],
    ['own_sh', { ansible_sh_interpreter: ' {cwd}/wrapper ' }, 'wrapper'],
    ['own_sh', { ansible_sh_interpreter: '{{ omit }}' }, 'itself'],
    ['own_sh', { ansible_sh_interpreter: '' }, 'itself'],
    ['own_sh', { ansible_bash_interpreter: '{cwd}/wrapper' }, 'itself'],
    ['options', { ansible_sh_interpreter: '{cwd}/wrapper' }, 'wrapper'],
    ['json3', { ansible_python3_interpreter: '{cwd}/python' }, 'wrapper'],
    ['new3', { ansible_python3_interpreter: '{cwd}/python' }, 'wrapper'],
    ['plain', { ansible_python3_interpreter: '{cwd}/python' }, 'itself'],
  ])('%s with %j', async (module, variables, via) => {
    expect(await run(module, variables)).toBe(via);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nowhere', {}, '/usr/bin/no-such-program'],
    ['own_sh', { ansible_sh_interpreter: '/nope' }, '/nope'],
    ['new3', { ansible_python3_interpreter: '/nope' }, '/nope'],
  ])('%s with %j fails in the words of a missing interpreter', async (module, variables, named) => {
    expect(await run(module, variables)).toContain(`The module interpreter '${named}' was not found.`);
  });
});
