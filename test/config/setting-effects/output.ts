import type { Effects } from './effect.ts';

const changing = '- {name: Changes, debug: , changed_when: true}\n';
const failing = '- {name: Breaks, fail: {msg: broken}}\n';
const skipping = '- {name: Skips, debug: , when: false}\n';
const coloured = { ANSIBLE_FORCE_COLOR: '1' };
const vaulted =
  '$ANSIBLE_VAULT;1.1;AES256\n' +
  [
    '31333433336430626165383166393838373930316263303230656430373532386438636565613962',
    '6134626137636136303830363164303233376566336338620a366633663837386238356461636361',
    '35333632323938343037303662623962636665643761393939383139353361396466393361353433',
    '6434646131646364310a663433643666323235346139326135613530383664313264363766313035',
    '3230',
  ].join('\n');
const diff = '- {name: D, copy: {content: "new\\n", dest: "{cwd}/f"}, diff: true}\n';
const oldText = { f: 'old\n' };
/** The setting makes this line blue. */
const paints = (text: string): RegExp => new RegExp(`\u001b\\[0;34m[^\u001b]*${text}`);
const callback = (text: string): string =>
  'from ansible.plugins.callback import CallbackBase\n\n\nclass CallbackModule(CallbackBase):\n' +
  "    CALLBACK_VERSION = 2.0\n    CALLBACK_TYPE = 'aggregate'\n    CALLBACK_NAME = 'mine'\n    CALLBACK_NEEDS_ENABLED = True\n\n" +
  `    def v2_playbook_on_stats(self, stats):\n        self._display.display('${text}')\n`;

/** What a run shows. */
export const outputEffects: Effects = {
  DEFAULT_STDOUT_CALLBACK: { set: 'json', tasks: '- debug:\n', shows: '"plays": [' },
  CALLBACKS_ENABLED: {
    set: 'mine',
    files: { 'callback_plugins/mine.py': callback('called') },
    tasks: '- debug:\n',
    shows: 'called',
  },
  DEFAULT_LOAD_CALLBACK_PLUGINS: {
    set: 'true',
    env: { ANSIBLE_STDOUT_CALLBACK: 'json' },
    argv: ['a', '-i', 'a,', '-m', 'debug'],
    shows: '"plays": [',
  },
  DEFAULT_VERBOSITY: { set: '1', tasks: '- debug:\n', shows: 'as config file' },
  VERBOSE_TO_STDERR: {
    set: 'true',
    env: { ANSIBLE_VERBOSITY: '1' },
    tasks: '- debug:\n',
    shows: /^exit 0\n\nPLAY/,
  },
  DISPLAY_ARGS_TO_STDOUT: { set: 'true', tasks: '- debug: {msg: hi}\n', shows: 'TASK [debug msg=hi]' },
  DISPLAY_SKIPPED_HOSTS: { set: 'false', tasks: skipping, hides: 'skipping: [a]' },
  DISPLAY_OK_HOSTS: { set: 'false', tasks: '- debug:\n', hides: 'ok: [a]' },
  DISPLAY_FAILED_STDERR: { set: 'true', tasks: failing, shows: /RECAP[^]*fatal: \[a\]: FAILED/ },
  SHOW_CUSTOM_STATS: { set: 'true', tasks: '- set_stats: {data: {x: 1}}\n', shows: 'CUSTOM STATS' },
  SHOW_PER_HOST_START: { set: 'true', tasks: '- debug:\n', shows: 'started TASK: debug on a' },
  CHECK_MODE_MARKERS: {
    set: 'true',
    argv: ['site.yml', '-i', 'a,', '-C'],
    tasks: '- debug:\n',
    shows: 'CHECK MODE',
  },
  SHOW_TASK_PATH_ON_FAILURE: { set: 'true', tasks: failing, shows: 'task path: ' },
  CALLBACK_RESULT_FORMAT: { set: 'yaml', tasks: '- debug: {msg: hi}\n', shows: 'msg: hi' },
  CALLBACK_FORMAT_PRETTY: { set: 'true', tasks: failing, shows: '    "msg": "broken"' },
  ANSIBLE_FORCE_COLOR: { set: 'true', tasks: '- debug:\n', shows: '\u001b[' },
  ANSIBLE_NOCOLOR: {
    set: 'true',
    base: 'false',
    terminal: true,
    env: { TERM: 'xterm' },
    tasks: '- debug:\n',
    hides: '\u001b[',
  },
  LOCALHOST_WARNING: {
    set: 'false',
    env: { ANSIBLE_INVENTORY: '{cwd}/none' },
    argv: ['site.yml'],
    tasks: '- debug:\n',
    hides: 'only localhost is available',
  },
  INVENTORY_UNPARSED_WARNING: {
    set: 'false',
    env: { ANSIBLE_INVENTORY: '{cwd}/none' },
    argv: ['localhost', '-m', 'debug'],
    hides: 'No inventory was parsed',
  },
  DEPRECATION_WARNINGS: {
    set: 'false',
    argv: ['a', '-i', 'a,', '-o', '-m', 'debug'],
    hides: '[DEPRECATION WARNING]',
  },
  DEFAULT_LOG_PATH: {
    set: '{cwd}/left/log',
    files: { 'left/x': '' },
    tasks: '- debug:\n',
    shows: 'left/log: ',
  },
  LOG_VERBOSITY: {
    set: '1',
    files: { 'left/log': '' },
    env: { ANSIBLE_LOG_PATH: '{cwd}/left/log' },
    tasks: '- debug:\n',
    shows: /left\/log: [^]*as config file/,
  },
  PAGER: {
    set: '{cwd}/pager',
    base: 'cat',
    terminal: true,
    files: { pager: '#!/bin/sh\nmkdir {cwd}/left\necho paged > {cwd}/left/mark\n', p: 'pw\n', f: vaulted },
    program: 'ansible-vault',
    argv: ['view', '--vault-password-file', 'p', 'f'],
    shows: 'left/mark: paged',
  },
  DOCSITE_ROOT_URL: {
    set: 'https://docs.example/',
    env: { ANSIBLE_PYTHON_INTERPRETER: 'auto' },
    tasks: '- ping:\n',
    shows: 'See https://docs.example/2.19/reference_appendices/interpreter_discovery.html',
  },
  COLOR_CHANGED: { set: 'blue', env: coloured, tasks: changing, shows: paints('changed: ') },
  COLOR_DEBUG: {
    set: 'blue',
    env: { ...coloured, ANSIBLE_SHOW_TASK_PATH_ON_FAILURE: '1' },
    tasks: failing,
    shows: paints('task path: '),
  },
  COLOR_DEPRECATE: {
    set: 'blue',
    env: coloured,
    argv: ['a', '-i', 'a,', '-o', '-m', 'debug'],
    shows: paints('\\[DEPRECATION'),
  },
  COLOR_DIFF_ADD: { set: 'blue', env: coloured, files: oldText, tasks: diff, shows: paints('\\+new') },
  COLOR_DIFF_LINES: { set: 'blue', env: coloured, files: oldText, tasks: diff, shows: paints('@@') },
  COLOR_DIFF_REMOVE: { set: 'blue', env: coloured, files: oldText, tasks: diff, shows: paints('-old') },
  COLOR_ERROR: { set: 'blue', env: coloured, tasks: failing, shows: paints('fatal: ') },
  COLOR_INCLUDED: {
    set: 'blue',
    env: coloured,
    files: { 't.yml': '[]\n' },
    tasks: '- include_tasks: t.yml\n',
    shows: paints('included: '),
  },
  COLOR_OK: { set: 'blue', env: coloured, tasks: '- debug:\n', shows: paints('ok: ') },
  COLOR_SKIP: { set: 'blue', env: coloured, tasks: skipping, shows: paints('skipping: ') },
  COLOR_UNREACHABLE: {
    set: 'blue',
    env: coloured,
    argv: ['site.yml', '-i', 'a,', '-c', 'ssh', '-e', 'ansible_host=127.0.0.1 ansible_port=1'],
    tasks: '- ping:\n',
    shows: paints('fatal: \\[a\\]: UNREACHABLE'),
  },
  COLOR_VERBOSE: {
    set: 'red',
    env: { ...coloured, ANSIBLE_VERBOSITY: '1' },
    tasks: '- debug:\n',
    shows: '\u001b[0;31mUsing',
  },
  COLOR_WARN: {
    set: 'blue',
    env: coloured,
    argv: ['b', '-i', 'a,', '-m', 'debug'],
    shows: paints('\\[WARNING'),
  },
};
