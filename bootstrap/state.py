"""What a module may change in the process that runs it, taken down once and put back after each."""

import _locale
import atexit
import gc
import os
import signal
import sys
import time

from bootstrap.identity import Identity

# Their handlers belong to the process: run early, they leave the library switched off.
PROCESS_WIDE = (
    'logging',
    'concurrent.futures.thread',
    'concurrent.futures.process',
    'multiprocessing.util',
    'weakref',
)


class ExitHandlers(object):
    """`atexit` as one module uses it: what it registers runs when it ends, not when the process does."""

    def __init__(self):
        self.handlers = []
        self.original = atexit.register, getattr(atexit, 'unregister', None)
        atexit.register = self.register
        if self.original[1]:
            atexit.unregister = self.unregister

    def register(self, function, *args, **kwargs):
        if getattr(function, '__module__', None) in PROCESS_WIDE:
            return self.original[0](function, *args, **kwargs)
        self.handlers.append((function, args, kwargs))
        return function

    def unregister(self, function):
        self.handlers = [handler for handler in self.handlers if handler[0] != function]
        self.original[1](function)

    def run(self):
        while self.handlers:
            function, args, kwargs = self.handlers.pop()
            try:
                function(*args, **kwargs)
            except SystemExit:
                pass
            except Exception:
                sys.excepthook(*sys.exc_info())


class State(object):
    """Of a new process, before the first module. `imported` says what Python modules were like by then."""

    def __init__(self, imported, guarded):
        self.exit_handlers = ExitHandlers()
        self.streams = []
        self.identity = Identity(guarded)
        imported.accept(os, atexit)
        self.imported = imported
        self.lists = [(owner, owner[:]) for owner in (sys.argv, sys.path, sys.meta_path, sys.path_hooks)]
        self.system = dict((name, value) for name, value in sys.__dict__.items() if name != 'modules')
        self.interpreter = Interpreter()
        self.environment = dict(os.environ)
        try:
            self.directory = os.getcwd()
        except OSError:
            # One that was removed may be made anew.
            self.directory = os.environ.get('PWD', '/')
        self.umask = os.umask(0o22)
        os.umask(self.umask)
        self.signals = Signals()
        self.libraries = Libraries()

    def restore(self):
        """Puts everything back. False where this process cannot be trusted any more."""
        self.exit_handlers.handlers = []
        restore_decimal()
        self.restore_system()
        self.interpreter.restore()
        self.restore_environment()
        kept = self.imported.restore()
        self.signals.restore()
        os.umask(self.umask)
        is_back = True
        try:
            os.chdir(self.directory)
        except OSError:
            # It may be made anew before the next module, which only a new process looks for.
            os.chdir('/')
            is_back = False
        self.libraries.restore()
        return is_back and kept and self.identity.is_kept() and not self.has_threads()

    def restore_system(self):
        names = sys.__dict__
        if names != self.system:
            for name in [name for name in names if name not in self.system and name != 'modules']:
                del names[name]
            names.update(self.system)
        for owner, before in self.lists:
            if owner != before:
                owner[:] = before
        if sys.version_info[0] > 2 and sys.stdin is not None and sys.stdin.closed:
            self.system['stdin'] = sys.stdin = open(0, closefd=False)

    def restore_environment(self):
        if os.environ != self.environment:
            zone = os.environ.get('TZ')
            for name in list(os.environ):
                if name not in self.environment:
                    del os.environ[name]
            for name, value in self.environment.items():
                if os.environ.get(name) != value:
                    os.environ[name] = value
            if zone != self.environment.get('TZ'):
                time.tzset()

    def has_threads(self):
        threading = sys.modules.get('threading')
        return threading is not None and threading.active_count() > 1


def restore_decimal():
    """Its context is the thread's before Python 3.7."""
    decimal = sys.modules.get('decimal')
    if decimal:
        decimal.setcontext(decimal.Context())


class Interpreter(object):
    """Settings of Python itself that are no names of a module."""

    def __init__(self):
        self.recursion = sys.getrecursionlimit()
        self.collects = gc.isenabled()
        self.thresholds = gc.get_threshold()
        self.name = 'switchinterval' if hasattr(sys, 'getswitchinterval') else 'checkinterval'
        self.interval = getattr(sys, 'get' + self.name)()

    def restore(self):
        if sys.getrecursionlimit() != self.recursion:
            sys.setrecursionlimit(self.recursion)
        if gc.isenabled() != self.collects:
            (gc.enable if self.collects else gc.disable)()
        gc.set_threshold(*self.thresholds)
        gc.set_debug(0)
        if getattr(sys, 'get' + self.name)() != self.interval:
            getattr(sys, 'set' + self.name)(self.interval)
        sys.settrace(None)
        sys.setprofile(None)
        faulthandler = sys.modules.get('faulthandler')
        if faulthandler:
            faulthandler.disable()
            faulthandler.cancel_dump_traceback_later()


class Signals(object):
    """Handlers, timers, and what is blocked."""

    def __init__(self):
        numbers = range(1, getattr(signal, 'NSIG', 32))
        self.handlers = [(number, self.handler(number)) for number in numbers]
        self.blocked = self.mask()

    def handler(self, number):
        try:
            return signal.getsignal(number)
        except ValueError:
            return None

    def mask(self):
        return signal.pthread_sigmask(signal.SIG_BLOCK, []) if hasattr(signal, 'pthread_sigmask') else None

    def restore(self):
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
        signal.set_wakeup_fd(-1)
        for number, handler in self.handlers:
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)
        if self.blocked is not None and self.mask() != self.blocked:
            signal.pthread_sigmask(signal.SIG_SETMASK, self.blocked)


class Libraries(object):
    """State inside Python's own library, of what is imported: nothing is imported for this."""

    def __init__(self):
        self.logging = Logging()
        self.locale = _locale.setlocale(_locale.LC_ALL, None)
        socket = sys.modules.get('socket')
        self.socket_timeout = socket.getdefaulttimeout() if socket else None
        self.warnings = sys.modules.get('warnings')
        if self.warnings:
            self.filters = self.warnings.filters[:]

    def restore(self):
        self.logging.restore()
        if _locale.setlocale(_locale.LC_ALL, None) != self.locale:
            _locale.setlocale(_locale.LC_ALL, self.locale)
        socket = sys.modules.get('_socket')
        if socket and hasattr(socket, 'setdefaulttimeout'):
            socket.setdefaulttimeout(self.socket_timeout)
        socket = sys.modules.get('socket')
        if socket:
            socket.setdefaulttimeout(self.socket_timeout)
        if self.warnings and self.warnings.filters != self.filters:
            self.warnings.filters[:] = self.filters
            if hasattr(self.warnings, '_filters_mutated'):
                self.warnings._filters_mutated()
        syslog = sys.modules.get('syslog')
        if syslog:
            # The next one opens it under a name of its own.
            syslog.closelog()
        tempfile = sys.modules.get('tempfile')
        if tempfile:
            tempfile.tempdir = tempfile._name_sequence = None
        random = sys.modules.get('random')
        if random:
            random.seed()


class Logging(object):
    """The loggers, as far as there are any."""

    def __init__(self):
        self.library = sys.modules.get('logging')
        if self.library:
            self.loggers = dict(self.library.root.manager.loggerDict)
            self.states = [(logger, self.state(logger)) for logger in self.all()]
            self.disabled = self.library.root.manager.disable

    def all(self):
        loggers = [logger for logger in self.loggers.values() if hasattr(logger, 'handlers')]
        return loggers + [self.library.root]

    def state(self, logger):
        return logger.handlers[:], logger.filters[:], logger.level, logger.disabled, logger.propagate

    def restore(self):
        if not self.library:
            library = sys.modules.get('logging')
            if library:
                library.root.handlers[:], library.root.filters[:] = [], []
                library.root.setLevel(library.WARNING)
                library.root.disabled, library.root.manager.disable = 0, 0
                library.root.manager.loggerDict.clear()
            return
        manager = self.library.root.manager
        for name in list(manager.loggerDict):
            if name not in self.loggers:
                del manager.loggerDict[name]
        manager.disable = self.disabled
        for logger, before in self.states:
            if self.state(logger) != before:
                logger.handlers[:], logger.filters[:] = before[0], before[1]
                logger.setLevel(before[2])
                logger.disabled, logger.propagate = before[3], before[4]
