import type { Effects } from './effect.ts';

const adhoc = (pattern: string, ...more: string[]): string[] => [
  pattern,
  '-m',
  'debug',
  '-a',
  'msg=v={{ v | default(0) }}',
  ...more,
];
const script = '#!/bin/sh\necho complaint >&2\necho \'{"g": {"hosts": ["a"]}}\'\n';
const cached = {
  env: { ANSIBLE_CACHE_PLUGIN: 'jsonfile', ANSIBLE_CACHE_PLUGIN_CONNECTION: '{cwd}/left' },
  tasks: '- set_fact: {v: 1, cacheable: true}\n',
};
const broken = { bad: '[[[\n', good: 'a\n' };

const factModule = {
  'library/f.py':
    '#!/usr/bin/python\n# WANT_JSON\nimport json, sys\nprint(json.dumps({"ansible_facts": {"given": str(json.load(open(sys.argv[1])))}}))\n',
};
const gathering = {
  play: '- hosts: a\n  tasks:\n    - debug: {var: ansible_facts.given}\n',
  files: factModule,
  env: { ANSIBLE_FACTS_MODULES: 'f' },
};

/** Inventories, vaults, fact caches and templates. */
export const dataEffects: Effects = {
  DEFAULT_HOST_LIST: {
    set: '{cwd}/hosts',
    files: { hosts: 'a v=3\n' },
    argv: adhoc('a', '-c', 'local'),
    shows: 'v=3',
  },
  INVENTORY_ENABLED: {
    set: 'yaml',
    files: { hosts: 'a v=3\n' },
    argv: adhoc('all', '-i', 'hosts'),
    hides: 'v=3',
  },
  INVENTORY_ANY_UNPARSED_IS_FAILED: {
    set: 'true',
    files: broken,
    argv: adhoc('a', '-i', 'bad', '-i', 'good'),
    shows: /^exit [1-9]/,
  },
  INVENTORY_UNPARSED_IS_FAILED: {
    set: 'true',
    files: broken,
    argv: adhoc('localhost', '-i', 'bad'),
    shows: /^exit [1-9]/,
  },
  INVENTORY_IGNORE_EXTS: {
    set: '.odd',
    files: { 'i/h.odd': 'a v=3\n', 'i/h': 'b v=4\n' },
    argv: adhoc('all', '-i', 'i'),
    hides: 'v=3',
  },
  INVENTORY_IGNORE_PATTERNS: {
    set: '^x',
    files: { 'i/xh': 'a v=3\n', 'i/h': 'b v=4\n' },
    argv: adhoc('all', '-i', 'i'),
    hides: 'v=3',
  },
  INVENTORY_EXPORT: {
    set: 'true',
    files: { 'i/h': '[g]\na\n', 'i/group_vars/g.yml': 'v: 3\n' },
    program: 'ansible-inventory',
    argv: ['--list', '-i', 'i'],
    shows: /"g": \{[^}]*"vars"/,
  },
  HOST_PATTERN_MISMATCH: { set: 'error', argv: ['nobody', '-i', 'a,', '-m', 'debug'], shows: '[ERROR]' },
  TRANSFORM_INVALID_GROUP_CHARS: {
    set: 'always',
    files: { h: '[a-b]\nx\n' },
    argv: ['x', '-i', 'h', '-m', 'debug', '-a', 'var=group_names'],
    shows: '"a_b"',
  },
  VARIABLE_PLUGINS_ENABLED: {
    set: 'other',
    files: { h: 'a\n', 'group_vars/all.yml': 'v: 5\n' },
    argv: adhoc('a', '-i', 'h'),
    hides: 'v=5',
  },
  VARIABLE_PRECEDENCE: {
    set: 'groups_inventory,all_inventory',
    files: { h: 'a\n[all:vars]\nv=1\n[g]\na\n[g:vars]\nv=2\n' },
    argv: adhoc('a', '-i', 'h'),
    shows: 'v=1',
  },
  RUN_VARS_PLUGINS: {
    set: 'start',
    files: { h: 'a\n[g]\nb\n', 'group_vars/g.yml': '[[[\n' },
    argv: adhoc('a', '-i', 'h'),
    shows: 'YAML parsing failed',
  },
  INVENTORY_SCRIPT_STDERR: {
    set: 'false',
    files: { s: script },
    argv: adhoc('a', '-i', 's'),
    hides: 'complaint',
  },
  INVENTORY_YAML_EXTENSIONS: {
    set: '.odd',
    files: { 'h.yml': 'all: {hosts: {a: {v: 3}}}\n' },
    env: { ANSIBLE_INVENTORY_ENABLED: 'yaml' },
    argv: adhoc('all', '-i', 'h.yml'),
    hides: 'v=3',
  },
  YAML_FILENAME_EXTENSIONS: {
    set: '.odd',
    files: { h: 'a\n', 'group_vars/all.odd': 'v: 3\n' },
    argv: adhoc('a', '-i', 'h'),
    shows: 'v=3',
  },
  INVENTORY_USE_EXTRA_VARS: {
    set: 'true',
    files: { h: 'a\n', 'z.yml': 'plugin: constructed\ncompose: {v: e}\n' },
    env: { ANSIBLE_INVENTORY_ENABLED: 'ini,constructed' },
    argv: adhoc('a', '-i', 'h', '-i', 'z.yml', '-e', 'e=3'),
    shows: 'v=3',
  },
  HOST_GROUP_VARS_STAGE: {
    set: 'task',
    program: 'ansible-inventory',
    files: { h: 'a\n', 'group_vars/all.yml': 'v: 3\n' },
    argv: ['--list', '-i', 'h'],
    hides: '"v": 3',
  },
  DEFAULT_ASK_VAULT_PASS: { set: 'true', argv: adhoc('a', '-i', 'a,'), shows: 'Vault password:' },
  DEFAULT_VAULT_PASSWORD_FILE: { set: '{cwd}/none', argv: adhoc('a', '-i', 'a,'), shows: '{cwd}/none' },
  DEFAULT_VAULT_IDENTITY_LIST: { set: 'x@{cwd}/none', argv: adhoc('a', '-i', 'a,'), shows: '{cwd}/none' },
  DEFAULT_VAULT_IDENTITY: {
    set: 'mine',
    files: { p: 'pw\n', 'left/f': 'text\n' },
    program: 'ansible-vault',
    argv: ['encrypt', '--vault-password-file', 'p', 'left/f'],
    shows: ';AES256;mine',
  },
  DEFAULT_VAULT_ENCRYPT_IDENTITY: {
    set: 'two',
    files: { p: 'pw\n', 'left/f': 'text\n' },
    program: 'ansible-vault',
    argv: ['encrypt', '--vault-id', 'one@p', '--vault-id', 'two@p', 'left/f'],
    shows: ';AES256;two',
  },
  DEFAULT_VAULT_ID_MATCH: {
    set: 'true',
    env: { ANSIBLE_VAULT_IDENTITY: 'text' },
    files: {
      p: 'pw\n',
      'site.yml':
        "- hosts: a\n  gather_facts: false\n  tasks:\n    - debug: {msg: \"{{ 'x' | vault('pw') | unvault('pw', 'other') }}\"}\n",
    },
    shows: 'FAILED',
  },
  VAULT_ENCRYPT_SALT: {
    set: 'salty',
    files: { p: 'pw\n', 'left/f': 'text\n' },
    program: 'ansible-vault',
    argv: ['encrypt', '--vault-password-file', 'p', 'left/f'],
    shows: 'AES256\n3733363136633734373',
  },
  CACHE_PLUGIN: {
    ...cached,
    set: 'jsonfile',
    env: { ANSIBLE_CACHE_PLUGIN_CONNECTION: '{cwd}/left' },
    shows: 'left/s1_a: ',
  },
  CACHE_PLUGIN_CONNECTION: {
    ...cached,
    set: '{cwd}/left',
    env: { ANSIBLE_CACHE_PLUGIN: 'jsonfile' },
    shows: 'left/s1_a: ',
  },
  CACHE_PLUGIN_PREFIX: { ...cached, set: 'pre', shows: 'left/pres1_a: ' },
  CACHE_PLUGIN_TIMEOUT: {
    ...cached,
    set: '60',
    files: { 'left/s1_a': '{"__payload__": "{\\"v\\": 1}"}' },
    old: ['left/s1_a'],
    tasks: '- debug: {msg: "v={{ v | default(0) }}"}\n',
    hides: 'v=1',
  },
  DEFAULT_GATHER_SUBSET: { ...gathering, set: 'min', shows: "Not passing subset(['min']) to f" },
  DEFAULT_GATHER_TIMEOUT: { ...gathering, set: '7', shows: 'Not passing timeout(7) to f' },
  DEFAULT_FACT_PATH: {
    ...gathering,
    set: '/odd',
    shows: '/odd',
  },
  ALLOW_BROKEN_CONDITIONALS: { set: 'true', tasks: '- {debug: , when: "1"}\n', shows: 'ok: [a]' },
  ALLOW_EMBEDDED_TEMPLATES: {
    set: 'false',
    tasks: "- debug: {msg: \"{{ lookup('pipe', 'echo v={{ inventory_hostname }}') }}\"}\n",
    hides: 'v=a',
  },
  _TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR: {
    set: 'error',
    tasks: '- debug: {msg: "{{ data }}"}\n  vars: {data: !unsafe "{{ 1 }}"}\n',
    hides: 'ok: [a]',
  },
  DEFAULT_HASH_BEHAVIOUR: {
    set: 'merge',
    files: { 'v1.yml': 'h: {b: 2}\n', 'v2.yml': 'h: {c: 3}\n' },
    tasks: '- include_vars: v1.yml\n- include_vars: v2.yml\n- debug: {msg: "{{ h }}"}\n',
    shows: '"b": 2',
  },
  DEFAULT_JINJA2_EXTENSIONS: {
    set: 'jinja2.ext.do',
    tasks: '- debug: {msg: "{% do [].append(1) %}done"}\n',
    shows: '"msg": "done"',
  },
  DEFAULT_MANAGED_STR: {
    set: 'ours',
    files: { 't.j2': '{{ ansible_managed }}' },
    tasks: "- debug: {msg: \"{{ lookup('template', 't.j2') }}\"}\n",
    shows: '"msg": "ours"',
  },
  DUPLICATE_YAML_DICT_KEY: { set: 'ignore', tasks: '- debug: {msg: 1, msg: 2}\n', hides: 'duplicate' },
};
