#!/usr/bin/python
# Registers what would break its result, and takes it back.
import atexit
import os

from ansible.module_utils.basic import AnsibleModule


def fail():
    os._exit(3)


def main():
    module = AnsibleModule(argument_spec={})
    if hasattr(atexit, 'unregister'):
        atexit.register(fail)
        atexit.unregister(fail)
    module.exit_json(changed=False)


if __name__ == '__main__':
    main()
