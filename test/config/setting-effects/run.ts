import type { Effect, Effects } from './effect.ts';

const failing = '- {name: Breaks, fail: {msg: broken}}\n';
const handlers = (play: string): string => `${play}  handlers:\n    - {name: H, debug: {msg: handled}}\n`;
const play = (tasks: string, more = ''): string =>
  `- hosts: a\n  gather_facts: false\n${more}  tasks:\n${tasks.replace(/^(?=.)/gm, '    ')}\n`;
/** A module that prints the arguments which it was given, internal ones too. */
const printer = {
  'library/given.py':
    '#!/usr/bin/python\n# WANT_JSON\nimport json, os, sys, time\na = json.load(open(sys.argv[1]))\n' +
    "time.sleep(a.get('sleep', 0))\nimport resource\nprint(json.dumps({'changed': False, 'given': {k.replace('_ansible_', 'internal '): v for k, v in a.items()}, " +
    "'files': resource.getrlimit(resource.RLIMIT_NOFILE)[0]}))\n",
};
const given = { files: printer, tasks: '- given: {}\n  register: r\n- debug: {var: r}\n' };

/** A debugger, or what measures, of this name, which a module of the play finds. */
const toolNamed = (name: string, source: string): Pick<Effect, 'files' | 'tasks'> => ({
  files: { [`${name}.py`]: source },
  tasks: '- ping:\n  environment: {PYTHONPATH: "{{ playbook_dir }}"}\n',
});

/** How tasks run. */
export const runEffects: Effects = {
  DEFAULT_FORKS: { set: '3', tasks: '- debug: {msg: "forks={{ ansible_forks }}"}\n', shows: 'forks=3' },
  DEFAULT_STRATEGY: {
    set: 'free',
    tasks: '- {debug: , run_once: true}\n',
    shows: 'run_once with the free strategy',
  },
  DEFAULT_GATHERING: {
    set: 'explicit',
    play: '- hosts: a\n  tasks:\n    - debug:\n',
    files: { 'library/f.py': '#!/usr/bin/python\nprint(\'{"ansible_facts": {}}\')\n' },
    env: { ANSIBLE_FACTS_MODULES: 'f' },
    hides: 'TASK [Gathering Facts]',
  },
  DEFAULT_FORCE_HANDLERS: {
    set: 'true',
    play: handlers(play(`- {debug: , changed_when: true, notify: H}\n${failing}`)),
    shows: 'RUNNING HANDLER',
  },
  ANY_ERRORS_FATAL: {
    set: 'true',
    play: '- hosts: a,b\n  gather_facts: false\n  tasks:\n    - {fail: , when: inventory_hostname == "a"}\n    - {name: After, debug: }\n',
    argv: ['site.yml', '-i', 'a,b', '-c', 'local'],
    hides: 'TASK [After]',
  },
  DEFAULT_TIMEOUT: {
    set: '7',
    tasks: '- debug: {msg: "timeout={{ ansible_timeout }}"}\n',
    shows: 'timeout=7',
  },
  TASK_TIMEOUT: {
    set: '1',
    files: printer,
    tasks: '- given: {sleep: 1.5}\n',
    shows: 'Timed out after 1 second(s).',
  },
  DEFAULT_POLL_INTERVAL: {
    set: '0',
    base: '1',
    tasks:
      '- {command: echo done, async: 20, register: r}\n- debug: {msg: "out={{ r.stdout is defined }}"}\n',
    shows: 'out=False',
  },
  DEFAULT_MODULE_NAME: {
    set: 'debug',
    argv: ['a', '-i', 'a,', '-c', 'local', '-a', 'msg=named'],
    shows: '"msg": "named"',
  },
  DEFAULT_MODULE_ARGS: { set: 'msg=given', argv: ['a', '-i', 'a,', '-m', 'debug'], shows: '"msg": "given"' },
  DEFAULT_NO_LOG: { set: 'true', tasks: '- debug: {msg: seen}\n', hides: 'seen' },
  DEFAULT_NO_TARGET_SYSLOG: { set: 'true', ...given, shows: '"internal no_log": true' },
  DEFAULT_SYSLOG_FACILITY: { set: 'LOG_LOCAL3', ...given, shows: '"internal syslog_facility": "LOG_LOCAL3"' },
  TARGET_LOG_INFO: { set: 'run 7', ...given, shows: '"internal target_log_info": "run 7"' },
  DEFAULT_SELINUX_SPECIAL_FS: {
    set: 'odd',
    ...given,
    shows: /"internal selinux_special_fs": \[\s*"odd"\s*\]/,
  },
  DEFAULT_EXECUTABLE: { set: '/bin/bash', ...given, shows: '"internal shell_executable": "/bin/bash"' },
  _ANSIBALLZ_COVERAGE_CONFIG: {
    set: '{"config": "as configured", "output": "measured"}',
    ...toolNamed(
      'coverage',
      'def Coverage(config_file):\n    raise Exception("measures %s" % config_file)\n',
    ),
    shows: 'measures as configured',
  },
  _ANSIBALLZ_DEBUGPY_CONFIG: {
    set: '{"host": "of the setting"}',
    ...toolNamed('debugpy', 'def connect(address):\n    raise Exception("connects to %s:%s" % address)\n'),
    shows: 'connects to of the setting:5678',
  },
  _ANSIBALLZ_PYDEVD_CONFIG: {
    set: '{"settrace": {"port": 7}}',
    ...toolNamed('pydevd', 'def settrace(port):\n    raise Exception("traces by port %s" % port)\n'),
    shows: 'traces by port 7',
  },
  _MODULE_METADATA: {
    set: 'true',
    files: {
      'library/dated.py':
        'METADATA = "{schema_version: 1, serialization_profile: modern}"\n' +
        'from ansible.module_utils.basic import AnsibleModule\nimport datetime\n' +
        'AnsibleModule(argument_spec={}).exit_json(day=datetime.date(2024, 1, 2))\n',
    },
    tasks: '- dated:\n  register: r\n- debug: {msg: "{{ r.day | type_debug }}"}\n',
    shows: '"msg": "date"',
  },
  PYTHON_MODULE_RLIMIT_NOFILE: {
    set: '77',
    files: printer,
    tasks:
      '- setup: {gather_subset: min}\n- command: python3 -c "import resource; print(resource.getrlimit(7)[0])"\n  register: r\n- debug: {var: r.stdout}\n',
    shows: '"r.stdout": "77"',
  },
  MODULE_STRICT_UTF8_RESPONSE: {
    set: 'false',
    files: {
      'library/odd.py':
        '#!/usr/bin/python\nimport os\nos.write(1, b\'{"changed": false, "odd": "\\xff"}\\n\')\n',
    },
    tasks: '- odd:\n',
    hides: 'FAILED',
  },
  DEFAULT_PRIVATE_ROLE_VARS: {
    set: 'true',
    play: play('- debug: {msg: "v={{ v | default(0) }}"}\n', '  roles: [r]\n'),
    files: { 'roles/r/vars/main.yml': 'v: 1\n' },
    shows: 'v=0',
  },
  ENABLE_TASK_DEBUGGER: { set: 'true', tasks: failing, shows: '(debug)>' },
  TASK_DEBUGGER_IGNORE_ERRORS: {
    set: 'false',
    env: { ANSIBLE_ENABLE_TASK_DEBUGGER: 'true' },
    tasks: '- {fail: , ignore_errors: true}\n',
    shows: '(debug)>',
  },
  ERROR_ON_MISSING_HANDLER: {
    set: 'false',
    tasks: '- {debug: , changed_when: true, notify: nobody}\n',
    shows: '[WARNING]: The requested handler',
  },
  INVALID_TASK_ATTRIBUTE_FAILED: {
    set: 'false',
    files: { 't.yml': '[]\n' },
    tasks: '- {include_tasks: t.yml, become: true}\n',
    shows: 'Ignoring invalid attribute: become',
  },
  VALIDATE_ACTION_GROUP_METADATA: {
    set: 'false',
    play: play('- debug:\n', '  module_defaults: {group/n.s.g: {a: 1}}\n'),
    files: {
      'collections/ansible_collections/n/s/meta/runtime.yml':
        'action_groups: {g: [m, {metadata: {odd: 1}}]}\n',
      'collections/ansible_collections/n/s/plugins/modules/m.py': '',
    },
    hides: '[WARNING]: ',
  },
  MAX_FILE_SIZE_FOR_DIFF: {
    set: '2',
    tasks: '- {copy: {content: "new text\\n", dest: "{cwd}/f"}, diff: true}\n',
    shows: /diff skipped: .* size is greater than 2/,
  },
  DIFF_ALWAYS: {
    set: 'true',
    tasks: '- copy: {content: "new text\\n", dest: "{cwd}/f"}\n',
    shows: '+new text',
  },
  DIFF_CONTEXT: {
    set: '0',
    files: { f: 'one\ntwo\nthree\n' },
    tasks: '- {copy: {content: "one\\ntwo\\nfour\\n", dest: "{cwd}/f"}, diff: true}\n',
    hides: ' two',
  },
  TAGS_RUN: {
    set: 'x',
    tasks: '- {name: Tagged, debug: , tags: x}\n- {name: Other, debug: }\n',
    hides: 'TASK [Other]',
  },
  TAGS_SKIP: {
    set: 'x',
    tasks: '- {name: Tagged, debug: , tags: x}\n- {name: Other, debug: }\n',
    hides: 'TASK [Tagged]',
  },
  PLAYBOOK_DIR: {
    set: '{cwd}/plays',
    files: { 'plays/group_vars/all.yml': 'v: 5\n' },
    argv: ['a', '-i', 'a,', '-m', 'debug', '-a', 'msg=v={{ v | default(0) }}'],
    shows: 'v=5',
  },
  PLAYBOOK_VARS_ROOT: {
    set: 'bottom',
    files: {
      'site.yml': '- import_playbook: below/site.yml\n',
      'below/site.yml': play('- include_tasks: more/t.yml\n'),
      'below/more/t.yml': '- debug: {msg: "v={{ v | default(0) }}"}\n',
      'below/more/group_vars/all.yml': 'v: 6\n',
    },
    shows: 'v=6',
  },
  RETRY_FILES_ENABLED: {
    set: 'true',
    env: { ANSIBLE_RETRY_FILES_SAVE_PATH: '{cwd}/left' },
    tasks: failing,
    shows: 'left/site.retry: a',
  },
  RETRY_FILES_SAVE_PATH: {
    set: '{cwd}/left',
    env: { ANSIBLE_RETRY_FILES_ENABLED: 'true' },
    tasks: failing,
    shows: 'left/site.retry: a',
  },
  INTERPRETER_PYTHON: { set: '{cwd}/no-python', tasks: '- ping:\n', shows: '{cwd}/no-python' },
  INTERPRETER_PYTHON_FALLBACK: {
    set: '{"ansible_interpreter_python_fallback": ["{cwd}/python9"]}',
    files: { python9: '#!/bin/sh\nexec /usr/bin/python3 "$@"\n' },
    env: { ANSIBLE_PYTHON_INTERPRETER: 'auto' },
    tasks: '- ping:\n',
    shows: '{cwd}/python9',
  },
  INJECT_FACTS_AS_VARS: {
    set: 'false',
    tasks:
      '- set_fact: {x: 1, cacheable: true}\n- setup: {gather_subset: min}\n- debug: {msg: "v={{ ansible_system | default(0) }}"}\n',
    shows: 'v=0',
  },
  FACTS_MODULES: {
    set: 'given',
    files: printer,
    tasks: '- gather_facts:\n- debug: {msg: "s={{ ansible_facts.system is defined }}"}\n',
    shows: 's=False',
  },
  CONNECTION_FACTS_MODULES: { set: 'ansible_network_os=ios', tasks: '- gather_facts:\n', shows: 'ios_facts' },
  EDITOR: {
    set: '{cwd}/editor',
    base: 'true',
    files: { editor: '#!/bin/sh\nmkdir {cwd}/left\necho edited > {cwd}/left/mark\n', p: 'pw\n' },
    program: 'ansible-vault',
    argv: ['create', '--skip-tty-check', '--vault-password-file', 'p', 'f'],
    shows: 'left/mark: edited',
  },
  COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH: {
    set: 'ignore',
    files: {
      'collections/ansible_collections/n/s/meta/runtime.yml': "requires_ansible: '<2.9'\n",
      'collections/ansible_collections/n/s/plugins/modules/m.py': '#!/usr/bin/python\nprint("{}")\n',
    },
    tasks: '- n.s.m:\n',
    hides: 'does not support Ansible version',
  },
};
