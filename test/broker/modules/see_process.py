#!/usr/bin/python
# Says what a module finds in its process: whatever `change_process` changes.
import calendar
import decimal
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
import time
import warnings

try:
    import builtins
except ImportError:
    import __builtin__ as builtins

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common import warnings as remembered
from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS


def limits():
    names = [name for name in dir(resource) if name.startswith('RLIMIT_')]
    return dict((name, resource.getrlimit(getattr(resource, name))) for name in names)


def find_umask():
    umask = os.umask(0)
    os.umask(umask)
    return umask


def describe():
    root = logging.getLogger()
    numbers = [number for number in range(1, signal.NSIG) if number not in (32, 33)]
    return dict(
        argv=sys.argv[1:],
        path=sys.path,
        finders=len(sys.meta_path),
        directory=os.getcwd(),
        umask=find_umask(),
        environment=dict(os.environ),
        zone=time.tzname,
        locale=locale.setlocale(locale.LC_ALL, None),
        leaked=sorted(name for name in sys.modules if 'leaked' in name),
        calendar=[type(calendar.month_name).__name__, hasattr(calendar.Calendar, 'leaked')],
        json=[json.dumps.__name__, hasattr(json.JSONDecoder, 'leaked')],
        builtins=[divmod(7, 2), 'leaked' in vars(builtins)],
        platform=basic.get_platform.__name__,
        classes=hasattr(AnsibleModule, 'leaked'),
        validators=sorted(DEFAULT_TYPE_VALIDATORS),
        common=sorted(basic.FILE_COMMON_ARGUMENTS['mode']),
        remembered=[len(remembered.get_warning_messages()), len(remembered.get_deprecation_messages())],
        filters=len(warnings.filters),
        loggers=[len(root.handlers), root.level, root.manager.disable, 'leaked.logger' in root.manager.loggerDict],
        signals=[str(signal.getsignal(number)).split(' at ')[0] for number in numbers],
        blocked=[str(n) for n in signal.pthread_sigmask(signal.SIG_BLOCK, [])] if hasattr(signal, 'pthread_sigmask') else [],
        timers=[signal.getitimer(timer) for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL)],
        timeout=socket.getdefaulttimeout(),
        temporary=tempfile.gettempdir(),
        recursion=sys.getrecursionlimit(),
        collector=[gc.isenabled(), gc.get_threshold()],
        profiler=str(sys.getprofile()),
        decimal=decimal.getcontext().prec,
        streams=[sys.stdin is None, sys.excepthook.__name__, sys.displayhook.__name__],
        limits=limits(),
        nice=os.nice(0),
        leader=os.readlink('/proc/self') == str(os.getpgrp()),
        errors=os.readlink('/proc/self/fd/2').split(':')[0],
        files=len(os.listdir('/proc/self/fd')),
        users=[os.geteuid(), os.getegid(), os.getgroups()],
    )


def main():
    module = AnsibleModule(argument_spec={})
    names = tempfile._get_candidate_names()
    unique = dict(
        opened=[os.path.realpath('/proc/self/fd/' + fd) for fd in os.listdir('/proc/self/fd')],
        number=random.random(), name=next(names), process=os.readlink('/proc/self'), stamp=time.time()
    )
    module.exit_json(seen=describe(), unique=unique)


if __name__ == '__main__':
    main()
