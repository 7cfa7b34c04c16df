#!/usr/bin/python
# Says what a module finds in its process, so that two runs can be compared.
import json
import logging
import os
import signal
import socket
import sys

import __main__
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common import warnings


def main():
    module = AnsibleModule(argument_spec={})
    umask = os.umask(0)
    os.umask(umask)
    found = {
        'argv': sys.argv[1:],
        'main': __main__.__name__ == '__main__' and __main__.main is main,
        'cwd': os.getcwd(),
        'umask': umask,
        'environment': sorted(os.environ),
        'sigterm': str(signal.getsignal(signal.SIGTERM)),
        'sigint': str(signal.getsignal(signal.SIGINT) == signal.default_int_handler),
        'sigusr1': str(signal.getsignal(signal.SIGUSR1)),
        'handlers': len(logging.getLogger().handlers),
        'level': logging.getLogger().level,
        'loggers': sorted(name for name in logging.Logger.manager.loggerDict if 'leak' in name),
        'modules': sorted(name for name in sys.modules if 'leak' in name),
        'path': [entry for entry in sys.path if 'leak' in entry],
        'remembered': len(warnings.get_warning_messages()),
        'timeout': socket.getdefaulttimeout(),
        'builtin': hasattr(json, 'leaked'),
        'open': sorted(os.readlink('/proc/self/fd/' + fd) for fd in os.listdir('/proc/self/fd') if int(fd) < 3),
    }
    found['open'] = [name.split(':')[0] for name in found['open']]
    module.exit_json(**found)


if __name__ == '__main__':
    main()
