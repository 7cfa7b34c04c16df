"""What cannot be put back in a process: where it has changed, or its number has been used, no other module may run."""

import os
import resource
import stat
import sys

process_id = os.getpid
# As they were before a module could replace them.
stat_path, stat_descriptor = os.stat, os.fstat
# They ask for it only to see whether they are in a forked child, or for a log line.
UNCONCERNED = ('tempfile', 'logging')
LIMITS = sorted(name for name in dir(resource) if name.startswith('RLIMIT_'))
NAMESPACES = ('cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts')
STATUS = ('Umask', 'Cap', 'NoNewPrivs', 'Seccomp', 'Threads', 'SigBlk', 'SigIgn', 'Cpus_allowed', 'Mems_allowed')
LABELS = ('current', 'exec', 'fscreate', 'keycreate', 'sockcreate')


class ProcessNumber(object):
    """Stands in for `os.getpid`, and remembers who asked.

    A module takes the number for something that is its own: the name of a backup or of a temporary link, a lock. So it
    gets the true one, and no module after it may have the same.
    """

    def __init__(self):
        self.asked = False

    def watch(self):
        self.asked = False
        os.getpid = self

    def __call__(self):
        if sys._getframe(1).f_globals.get('__name__') not in UNCONCERNED:
            self.asked = True
        return process_id()


class Identity(object):
    """Taken down when the process is new; `guarded` are descriptors that have to stay what they are."""

    def __init__(self, guarded):
        self.guarded = guarded
        self.number = ProcessNumber()
        self.number.watch()
        self.descriptors = descriptors()
        self.channels = self.identify_channels()
        self.limits = limits()
        self.process = identify()

    def identify_channels(self):
        """What the descriptors lead to, None for one that is closed."""
        return [identify_file(fd) for fd in self.guarded]

    def has_channels(self):
        return self.identify_channels() == self.channels

    def is_kept(self):
        """Whether this is, to all that can be seen, the process that it was; limits are put back here if they can be."""
        return (
            not self.number.asked
            and self.has_channels()
            and restore_limits(self.limits)
            and identify() == self.process
            and all(belongs_to_library(fd) for fd in descriptors() - self.descriptors)
        )


def identify():
    return (
        process_id(),
        os.getpgrp(),
        os.getsid(0),
        getattr(os, 'getresuid', os.getuid)(),
        getattr(os, 'getresgid', os.getgid)(),
        os.geteuid(),
        os.getegid(),
        sorted(os.getgroups()),
        os.nice(0),
        identify_file('/'),
        [read_link('/proc/self/ns/' + name) for name in NAMESPACES],
        [line for line in read('/proc/self/status').splitlines() if line.startswith(STATUS)],
        [read('/proc/self/attr/' + name) for name in LABELS],
    )


def identify_file(file):
    try:
        status = stat_path(file) if isinstance(file, str) else stat_descriptor(file)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def read(path):
    try:
        with open(path) as source:
            return source.read()
    except (IOError, OSError):
        return ''


def read_link(path):
    try:
        return os.readlink(path)
    except OSError:
        return ''


def limits():
    return dict((name, resource.getrlimit(getattr(resource, name))) for name in LIMITS)


def restore_limits(before):
    """False where one was lowered for good."""
    for name, pair in before.items():
        kind = getattr(resource, name)
        if resource.getrlimit(kind) != pair:
            try:
                resource.setrlimit(kind, pair)
            except (ValueError, OSError, resource.error):
                return False
    return True


def descriptors():
    """Those that are open, where the system tells."""
    found = set()
    for directory in ('/proc/self/fd', '/dev/fd'):
        if os.path.isdir(directory):
            # The directory itself was open while it was read.
            return set(int(name) for name in os.listdir(directory) if identify_file(int(name)))
    return found


def belongs_to_library(fd):
    """A connection that the C library keeps, to a log or a name service: what it closes itself must not be closed for it."""
    try:
        if not stat.S_ISSOCK(os.fstat(fd).st_mode):
            return False
        # Rarely needed: an agent starts without it.
        import socket

        connection = socket.fromfd(fd, socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            return isinstance(connection.getpeername(), (str, bytes))
        finally:
            connection.close()
    except EnvironmentError:
        return False
