import type { Effects } from './effect.ts';

const module = '#!/usr/bin/python\nprint(\'{"changed": false, "found": "it"}\')\n';
const filters =
  "class FilterModule(object):\n    def filters(self):\n        return {'odd': lambda value: 'odd ' + value}\n";
const role = { 'roles2/r/tasks/main.yml': '- debug: {msg: found}\n' };
const play = '- {hosts: a, gather_facts: false, roles: [r]}\n';
const lookup =
  'from ansible import constants as C\nfrom ansible.plugins.lookup import LookupBase\n\n\nclass LookupModule(LookupBase):\n    def run(self, terms, variables=None, **kwargs):\n        return ["looked up"]\n';
const action =
  'from ansible.plugins.action import ActionBase\n\n\nclass ActionModule(ActionBase):\n    def run(self, tmp=None, task_vars=None):\n        return {"msg": "acted"}\n';
const collection = { 'c/ansible_collections/n/s/plugins/modules/m.py': module };

/** Where files and plug-ins are. */
export const pathEffects: Effects = {
  ANSIBLE_HOME: {
    set: '{cwd}/h',
    play,
    files: { 'h/roles/r/tasks/main.yml': '- debug: {msg: found}\n' },
    shows: '"msg": "found"',
  },
  DEFAULT_ROLES_PATH: { set: '{cwd}/roles2', play, files: role, shows: '"msg": "found"' },
  COLLECTIONS_PATHS: { set: '{cwd}/c', files: collection, tasks: '- n.s.m:\n', shows: 'ok: [a]' },
  COLLECTIONS_SCAN_SYS_PATH: {
    set: 'false',
    tasks: '- ansible.posix.patch:\n',
    shows: "couldn't resolve module/action 'ansible.posix.patch'",
  },
  DEFAULT_MODULE_PATH: { set: '{cwd}/m', files: { 'm/odd.py': module }, tasks: '- odd:\n', shows: 'ok: [a]' },
  DEFAULT_MODULE_UTILS_PATH: {
    set: '{cwd}/mu',
    files: {
      'mu/odd.py': "word = 'found'\n",
      'library/m.py':
        '#!/usr/bin/python\nfrom ansible.module_utils.basic import AnsibleModule\nfrom ansible.module_utils.odd import word\nAnsibleModule({}).exit_json(msg=word)\n',
    },
    tasks: '- m:\n',
    shows: 'ok: [a]',
  },
  DEFAULT_ACTION_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: { 'p/odd.py': action },
    tasks: '- odd:\n',
    shows: 'ok: [a]',
  },
  DEFAULT_CALLBACK_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/mine.py':
        "from ansible.plugins.callback import CallbackBase\n\n\nclass CallbackModule(CallbackBase):\n    CALLBACK_VERSION = 2.0\n    CALLBACK_TYPE = 'stdout'\n    CALLBACK_NAME = 'mine'\n\n    def v2_playbook_on_stats(self, stats):\n        self._display.display('called')\n",
    },
    env: { ANSIBLE_STDOUT_CALLBACK: 'mine' },
    tasks: '- debug:\n',
    shows: 'called',
  },
  DEFAULT_CONNECTION_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/odd.py':
        "DOCUMENTATION = 'name: odd\\nshort_description: x\\ndescription: x\\n'\nfrom ansible.plugins.connection.local import Connection as Local\n\n\nclass Connection(Local):\n    transport = 'odd'\n",
    },
    argv: ['site.yml', '-i', 'a,', '-c', 'odd'],
    tasks: '- raw: echo hi\n',
    shows: 'changed: [a]',
  },
  DEFAULT_FILTER_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: { 'p/odd.py': filters },
    tasks: '- debug: {msg: "{{ \'x\' | odd }}"}\n',
    shows: 'odd x',
  },
  DEFAULT_TEST_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/odd.py':
        "class TestModule(object):\n    def tests(self):\n        return {'odd_one': lambda value: value == 'x'}\n",
    },
    tasks: '- debug: {msg: "t={{ \'x\' is odd_one }}"}\n',
    shows: 't=True',
  },
  DEFAULT_LOOKUP_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: { 'p/odd.py': lookup },
    tasks: '- debug: {msg: "{{ lookup(\'odd\') }}"}\n',
    shows: 'looked up',
  },
  DEFAULT_STRATEGY_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/odd.py':
        'from ansible.plugins.strategy.linear import StrategyModule as Linear\n\n\nclass StrategyModule(Linear):\n    pass\n',
    },
    play: '- hosts: a\n  strategy: odd\n  connection: local\n  gather_facts: false\n  tasks: [debug: {msg: found}]\n',
    shows: '"msg": "found"',
  },
  DEFAULT_VARS_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/odd.py':
        "from ansible.plugins.vars import BaseVarsPlugin\n\n\nclass VarsModule(BaseVarsPlugin):\n    def get_vars(self, loader, path, entities):\n        return {'v': 9}\n",
    },
    tasks: '- debug: {msg: "v={{ v | default(0) }}"}\n',
    shows: 'v=9',
  },
  DEFAULT_INVENTORY_PLUGIN_PATH: {
    set: '{cwd}/p',
    files: {
      'p/odd.py':
        "DOCUMENTATION = 'name: odd\\nshort_description: x\\ndescription: x\\noptions: {}\\n'\nfrom ansible.plugins.inventory import BaseInventoryPlugin\n\n\nclass InventoryModule(BaseInventoryPlugin):\n    NAME = 'odd'\n\n    def verify_file(self, path):\n        return True\n\n    def parse(self, inventory, loader, path, cache=True):\n        inventory.add_host('made')\n",
      'i.yml': 'plugin: odd\n',
    },
    env: { ANSIBLE_INVENTORY_ENABLED: 'odd' },
    argv: ['all', '-i', 'i.yml', '--list-hosts'],
    shows: 'made',
  },
  PLUGIN_FILTERS_CFG: {
    set: '{cwd}/filters.yml',
    files: { 'filters.yml': 'filter_version: "1.0"\nmodule_rejectlist: [ping]\n' },
    tasks: '- ping:\n',
    shows: "couldn't resolve module/action 'ping'",
  },
  MODULE_IGNORE_EXTS: { set: '.odd', files: { 'library/m.odd': module }, tasks: '- m:\n', hides: 'ok: [a]' },
  DEFAULT_LOCAL_TMP: {
    set: '{cwd}/tmp',
    files: { 'lookup_plugins/odd.py': lookup.replace('"looked up"', 'C.DEFAULT_LOCAL_TMP') },
    tasks: '- debug: {msg: "{{ lookup(\'odd\') }}"}\n',
    shows: '{cwd}/tmp/',
  },
  NETWORK_GROUP_MODULES: {
    set: 'odd',
    files: { 'library/odd_thing.py': module, 'action_plugins/odd.py': action },
    tasks: '- odd_thing:\n  register: r\n- debug: {var: r.msg}\n',
    shows: 'acted',
  },
};
