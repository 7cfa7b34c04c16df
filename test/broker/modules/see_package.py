#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

try:
    from mitorun_extra import VERSION
except ImportError:
    VERSION = 0


def main():
    AnsibleModule(argument_spec={}).exit_json(version=VERSION)


if __name__ == '__main__':
    main()
