#!/usr/bin/python
# Ends in the ways that modules end when they are wrong.
import os
import sys

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(argument_spec={'how': {'type': 'str'}})
    how = module.params['how']
    if how == 'raise':
        raise ValueError('something is wrong')
    if how == 'exit':
        sys.exit(7)
    if how == 'words':
        sys.exit('these are the last words')
    if how == 'at once':
        os._exit(9)
    if how == 'stray output':
        os.system('echo from a child')
        print('{"stray": true}')
        sys.exit(0)


if __name__ == '__main__':
    main()
