"""What a module may change in the process that runs it, taken down before and put back after."""

import _locale
import atexit
import os
import resource
import signal
import sys

from bootstrap.importer import is_ours

try:
    import builtins
except ImportError:
    import __builtin__ as builtins

STANDARD_LIBRARY = os.path.dirname(os.__file__)
# Their handlers belong to the process: run early, they leave the library switched off.
PROCESS_WIDE = (
    'logging',
    'concurrent.futures.thread',
    'concurrent.futures.process',
    'multiprocessing.util',
    'weakref',
)
CONTAINERS = (list, dict, set)


def is_standard(name, module):
    """Whether a newly imported module may stay: it is Python's own, or came from the store."""
    if is_ours(name) or name in sys.builtin_module_names:
        return True
    path = getattr(module, '__file__', None) or ''
    return path.startswith(STANDARD_LIBRARY) and '-packages' not in path


class ModuleGlobals(object):
    """The names of one module, and the contents of the lists, dicts and sets among them."""

    def __init__(self, module):
        self.module = module
        self.names = dict(module.__dict__)
        self.contents = [
            (v, type(v)(v)) for k, v in self.names.items() if type(v) in CONTAINERS and k[:2] != '__'
        ]

    def restore(self):
        names = self.module.__dict__
        for name in list(names):
            if name not in self.names and not name.startswith('__'):
                del names[name]
        names.update(self.names)
        for container, before in self.contents:
            if container != before or isinstance(container, dict):
                if isinstance(container, list):
                    container[:] = before
                else:
                    container.clear()
                    container.update(before)


class Snapshot(object):
    def __init__(self):
        self.argv = sys.argv[:]
        self.path = sys.path[:]
        self.meta_path = sys.meta_path[:]
        self.path_hooks = sys.path_hooks[:]
        self.streams = (sys.stdin, sys.stdout, sys.stderr)
        self.hooks = (sys.excepthook, sys.displayhook)
        self.recursion = sys.getrecursionlimit()
        self.modules = dict(sys.modules)
        self.environment = dict(os.environ)
        self.builtins = dict(builtins.__dict__)
        self.identity = self.identify()
        try:
            self.directory = os.getcwd()
        except OSError:
            self.directory = '/'
        self.umask = os.umask(0o22)
        os.umask(self.umask)
        self.signals = [(number, signal.getsignal(number)) for number in range(1, 32)]
        self.globals = [
            ModuleGlobals(module)
            for name, module in self.modules.items()
            if is_ours(name) and module is not None
        ]
        self.libraries = Libraries()
        self.exit_handlers = []
        self.register = atexit.register
        atexit.register = self.remember_exit_handler

    def remember_exit_handler(self, function, *args, **kwargs):
        if getattr(function, '__module__', None) in PROCESS_WIDE:
            return self.register(function, *args, **kwargs)
        self.exit_handlers.append((function, args, kwargs))
        return function

    def identify(self):
        """What cannot be put back: a process where it has changed must not run another module."""
        return (os.getpid(), os.getuid(), os.geteuid(), os.getgid(), os.getegid(), sorted(os.getgroups()))

    def run_exit_handlers(self):
        while self.exit_handlers:
            function, args, kwargs = self.exit_handlers.pop()
            try:
                function(*args, **kwargs)
            except SystemExit:
                pass
            except Exception:
                sys.excepthook(*sys.exc_info())

    def restore(self):
        """Puts everything back. False where this process cannot be trusted any more."""
        atexit.register = self.register
        sys.stdin, sys.stdout, sys.stderr = self.streams
        sys.excepthook, sys.displayhook = self.hooks
        sys.argv[:] = self.argv
        sys.path[:] = self.path
        sys.meta_path[:] = self.meta_path
        sys.path_hooks[:] = self.path_hooks
        if sys.getrecursionlimit() != self.recursion:
            sys.setrecursionlimit(self.recursion)
        self.restore_environment()
        self.restore_modules()
        for name in list(builtins.__dict__):
            if name not in self.builtins:
                del builtins.__dict__[name]
        builtins.__dict__.update(self.builtins)
        signal.alarm(0)
        for number, handler in self.signals:
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)
        os.umask(self.umask)
        try:
            os.chdir(self.directory)
        except OSError:
            os.chdir('/')
        self.libraries.restore()
        return self.identify() == self.identity and not self.has_threads()

    def restore_environment(self):
        if os.environ != self.environment:
            for name in list(os.environ):
                if name not in self.environment:
                    del os.environ[name]
            for name, value in self.environment.items():
                if os.environ.get(name) != value:
                    os.environ[name] = value

    def restore_modules(self):
        for name, module in list(sys.modules.items()):
            if self.modules.get(name) is not module and not (
                name not in self.modules and is_standard(name, module)
            ):
                del sys.modules[name]
        for name, module in self.modules.items():
            sys.modules[name] = module
        for module in self.globals:
            module.restore()
        # What stays for the next module must not hold what this one left in it.
        for name in [name for name in sys.modules if is_ours(name) and name not in self.modules]:
            del sys.modules[name]

    def has_threads(self):
        threading = sys.modules.get('threading')
        return threading is not None and threading.active_count() > 1


class Libraries(object):
    """State inside Python's own library, of what is imported: nothing is imported for this."""

    def __init__(self):
        self.logging = sys.modules.get('logging')
        if self.logging:
            root = self.logging.getLogger()
            self.root = (root.handlers[:], root.filters[:], root.level, root.disabled, root.manager.disable)
            self.loggers = dict(root.manager.loggerDict)
        self.locale = _locale.setlocale(_locale.LC_ALL, None)
        socket = sys.modules.get('socket')
        self.socket_timeout = socket.getdefaulttimeout() if socket else None
        self.warnings = sys.modules.get('warnings')
        if self.warnings:
            self.filters = self.warnings.filters[:]
        self.limits = [
            (kind, resource.getrlimit(kind)) for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)
        ]

    def restore(self):
        self.restore_logging()
        if _locale.setlocale(_locale.LC_ALL, None) != self.locale:
            _locale.setlocale(_locale.LC_ALL, self.locale)
        socket = sys.modules.get('socket')
        if socket:
            socket.setdefaulttimeout(self.socket_timeout)
        if self.warnings:
            self.warnings.filters[:] = self.filters
        tempfile = sys.modules.get('tempfile')
        if tempfile:
            tempfile.tempdir = None
        for kind, limits in self.limits:
            if resource.getrlimit(kind) != limits:
                try:
                    resource.setrlimit(kind, limits)
                except (ValueError, OSError):
                    pass

    def restore_logging(self):
        logging = self.logging or sys.modules.get('logging')
        if not logging:
            return
        root = logging.getLogger()
        if self.logging:
            root.handlers[:], root.filters[:] = self.root[0], self.root[1]
            root.setLevel(self.root[2])
            root.disabled, root.manager.disable = self.root[3], self.root[4]
            known = self.loggers
        else:
            root.handlers[:], root.filters[:] = [], []
            root.setLevel(logging.WARNING)
            known = {}
        for name in list(root.manager.loggerDict):
            if name not in known:
                del root.manager.loggerDict[name]
