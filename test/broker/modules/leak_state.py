#!/usr/bin/python
# Changes everything about its process that a module might.
import atexit
import logging
import os
import signal
import socket
import sys
import types

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(argument_spec={'marker': {'type': 'path'}})
    os.chdir('/')
    os.umask(0o77)
    os.environ['LEAKED'] = 'yes'
    os.environ.pop('HOME', None)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, lambda *args: None)
    logging.getLogger().addHandler(logging.StreamHandler())
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger('leaked.logger').addHandler(logging.StreamHandler())
    socket.setdefaulttimeout(3)
    sys.argv.append('leaked')
    sys.path.insert(0, '/leaked')
    sys.modules['leaked'] = types.ModuleType('leaked')
    sys.stdin = None
    module.warn('a warning of this module alone')
    marker = module.params['marker']
    if marker:
        atexit.register(lambda: open(marker, 'w').close())
    module.exit_json(changed=True)


if __name__ == '__main__':
    main()
