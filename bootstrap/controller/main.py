"""Starts the helper that runs Ansible's Python plug-ins on the controller.

Arguments: the directory that holds the `ansible` package; `nohup` where the run goes on without its terminal. Requests come on descriptor 3, replies go to descriptor 4;
the helper ends when 3 does. These files are imported as a package of their own, so that no plug-in finds them by
their short names.
"""

import os
import signal
import sys
import types


def _import_as_package():
    directory = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == directory:
        del sys.path[0]
    package = types.ModuleType('mitorun_controller')
    package.__path__ = [directory]
    sys.modules[package.__name__] = package
    # The program may lie where nobody should write, and is small. The user's plug-ins are as the user has it.
    users_choice, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    from mitorun_controller import serve

    sys.dont_write_bytecode = users_choice
    return serve


if __name__ == '__main__':
    if sys.argv[2:] == ['nohup']:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _import_as_package().serve(sys.argv[1])
