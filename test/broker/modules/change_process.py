#!/usr/bin/python
# Changes one thing about its process, as a careless module might.
import atexit
import gc
import json
import locale
import logging
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
import types
import warnings

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common import warnings as remembered
from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS


def nothing(*args, **kwargs):
    return None


def change_zone():
    os.environ['TZ'] = 'Asia/Tokyo'
    time.tzset()


def change_locale():
    for name in ('C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'POSIX'):
        try:
            return locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            pass


def change_loggers():
    logging.getLogger().addHandler(logging.StreamHandler())
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger('leaked.logger').addHandler(logging.StreamHandler())
    logging.disable(logging.CRITICAL)


def change_late_import():
    import calendar

    calendar.month_name = 'changed'
    calendar.Calendar.leaked = True


def change_signals():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, 'SIGRTMIN'):
        signal.signal(signal.SIGRTMIN, signal.SIG_IGN)


def change_blocked_signals():
    if hasattr(signal, 'pthread_sigmask'):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])


def change_context():
    import decimal

    decimal.getcontext().prec = 3


def change_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12345678, hard))


def change_hard_limit():
    resource.setrlimit(resource.RLIMIT_NPROC, (50000, 50000))


def change_streams():
    sys.stdin = None
    sys.excepthook = nothing
    sys.displayhook = nothing


def change_descriptors():
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)


def change_builtins():
    try:
        import builtins
    except ImportError:
        import __builtin__ as builtins
    builtins.leaked = True
    builtins.divmod = nothing


def leave_thread():
    thread = threading.Thread(target=time.sleep, args=(2,))
    thread.daemon = True
    thread.start()


def leave_server():
    server = socket.socket()
    server.bind(('127.0.0.1', 0))
    server.listen(1)
    # As a library in C does: nobody will close it.
    os.dup(server.fileno())


CHANGES = {
    'working directory': lambda: os.chdir('/tmp'),
    'umask': lambda: os.umask(0o77),
    'environment': lambda: (os.environ.update(LEAKED='yes'), os.environ.pop('HOME', None)),
    'time zone': change_zone,
    'locale': change_locale,
    'arguments': lambda: sys.argv.append('leaked'),
    'module path': lambda: (sys.path.insert(0, '/leaked'), sys.meta_path.append(object())),
    'imported modules': lambda: sys.modules.update(leaked=types.ModuleType('leaked')),
    'library functions': lambda: setattr(json, 'dumps', nothing),
    'library classes': lambda: setattr(json.JSONDecoder, 'leaked', True),
    'library imported late': change_late_import,
    'builtins': change_builtins,
    'module_utils functions': lambda: setattr(basic, 'get_platform', nothing),
    'module_utils classes': lambda: setattr(AnsibleModule, 'leaked', True),
    'module_utils containers': lambda: DEFAULT_TYPE_VALIDATORS.update(leaked=nothing),
    'module_utils nested containers': lambda: basic.FILE_COMMON_ARGUMENTS['mode'].update(leaked=True),
    'state that takes long to put back': lambda: basic.FILE_COMMON_ARGUMENTS['mode'].update(type=Slow()),
    'remembered warnings': lambda: (remembered.warn('mine alone'), remembered.deprecate('mine alone')),
    'warnings filters': lambda: warnings.simplefilter('error'),
    'loggers': change_loggers,
    'signal handlers': change_signals,
    'blocked signals': change_blocked_signals,
    'alarm': lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 30),
    'socket timeout': lambda: socket.setdefaulttimeout(3),
    'temporary directory': lambda: setattr(tempfile, 'tempdir', '/leaked'),
    'random state': lambda: random.seed(1),
    'recursion limit': lambda: sys.setrecursionlimit(333),
    'garbage collector': lambda: (gc.disable(), gc.set_threshold(1, 1, 1)),
    'profiler': lambda: sys.setprofile(nothing),
    'decimal context': change_context,
    'streams': change_streams,
    'soft limits': change_limit,
    'exit handlers': lambda: atexit.register(os.umask, 0o77),
    # What cannot be put back.
    'hard limits': change_hard_limit,
    'priority': lambda: os.nice(3),
    'process group': lambda: os.setsid() if os.getpgrp() != os.getpid() else os.setpgid(0, os.getppid()),
    'standard error': change_descriptors,
    'thread': leave_thread,
    'open file': lambda: os.open(os.devnull, os.O_RDONLY),
    'listening socket': leave_server,
    'effective user': lambda: os.seteuid(65534) if os.geteuid() == 0 else os.nice(1),
    'supplementary groups': lambda: os.setgroups([65534]) if os.geteuid() == 0 else os.nice(1),
    'process number': os.getpid,
    'all descriptors': lambda: os.closerange(3, 256),
}


class Slow(object):
    """Takes long to be compared, as a process does that puts its state back under great load."""

    __hash__ = None

    def __eq__(self, other):
        time.sleep(60)

    __ne__ = __eq__


def main():
    module = AnsibleModule(argument_spec={'what': {'required': True}})
    result = dict(changed=True, process=os.readlink('/proc/self'))
    if module.params['what'] == 'library functions':
        # What it breaks it would need for its own result.
        sys.stdout.write(module.jsonify(dict(result, invocation={})))
        CHANGES[module.params['what']]()
        sys.exit(0)
    CHANGES[module.params['what']]()
    module.exit_json(**result)


if __name__ == '__main__':
    main()
