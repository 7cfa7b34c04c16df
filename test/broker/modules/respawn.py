#!/usr/bin/python
# Starts itself again under another interpreter.
import sys

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.respawn import has_respawned, probe_interpreters_for_module, respawn_module


def main():
    module = AnsibleModule(argument_spec={'interpreter': {'type': 'str'}, 'text': {'type': 'str'}})
    if not has_respawned():
        found = probe_interpreters_for_module([module.params['interpreter']], 'json')
        respawn_module(found)
    module.exit_json(python=sys.executable, text=module.params['text'])


if __name__ == '__main__':
    main()
