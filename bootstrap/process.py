"""Child processes of the agent: forked, watched, and ended with everything they started."""

import os
import signal
import sys
import time

from bootstrap import wire


def parents():
    """Pairs of process and parent, of every process; from `ps` where there is no Linux-like /proc."""
    pairs = []
    for name in os.listdir('/proc') if os.path.exists('/proc/self/stat') else ():
        if name.isdigit():
            try:
                with open('/proc/%s/stat' % name, 'rb') as source:
                    pairs.append((int(name), int(source.read().rpartition(b')')[2].split()[1])))
            except (IOError, OSError, IndexError, ValueError):
                continue
    if not pairs:
        for line in os.popen('ps -axo pid=,ppid= 2>/dev/null').read().splitlines():
            pairs.append(tuple(int(word) for word in line.split()))
    return pairs


def descendants(pid):
    """Processes below `pid` by their parents; those that made themselves daemons are not among them."""
    children = {}
    for child, parent in parents():
        children.setdefault(parent, []).append(child)
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def kill(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass


def reset_signals():
    """As an interpreter finds them that was just started."""
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def finish(code):
    """Ends a forked process as an interpreter ends: threads, exit handlers, streams."""
    try:
        threading = sys.modules.get('threading')
        if threading is not None and hasattr(threading, '_shutdown'):
            threading._shutdown()
        atexit = sys.modules.get('atexit')
        if atexit is not None:
            atexit._run_exitfuncs()
    except BaseException:
        pass
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            code = code or 120
    os._exit(code)


def exit_status(status):
    """As subprocess says it: negative for a signal."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def ended(pid):
    """None while this child runs, else its exit status."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except OSError:
        return -1
    return None if found == 0 else exit_status(status)


class Child(object):
    """A forked process whose output is collected, and which may be given input.

    `body(child)` runs in it, in a process group of its own and without the protocol's descriptors; its result is the
    exit code.
    """

    # Whether everything in its process group was started by what it runs now.
    kill_group = True

    def __init__(self, body, stdin=None, seconds=None):
        self.deadline = None if seconds is None else time.time() + seconds
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.status = None
        self.input = None
        ends = wire.pipes(3 if stdin else 2)
        out_read, out_write, err_read, err_write = ends[:4]
        in_read, in_write = ends[4:] or (None, None)
        self.before_fork()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.setpgid(0, 0)
                reset_signals()
                # The agent's own is /dev/null.
                if in_read is not None:
                    os.dup2(in_read, 0)
                os.dup2(out_write, 1)
                os.dup2(err_write, 2)
                wire.close_owned(self.inherited())
                reseed()
                code = body()
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                finish(code)
        try:
            # On both sides, so that a kill right now reaches it.
            os.setpgid(self.pid, self.pid)
        except OSError:
            pass
        wire.close(out_write)
        wire.close(err_write)
        if in_read is not None:
            wire.close(in_read)
            self.input = wire.Outgoing(in_write)
            self.input.push(stdin)
        for fd in (out_read, err_read):
            wire.set_blocking(fd, False)
        self.out_fd, self.err_fd = out_read, err_read

    def before_fork(self):
        pass

    def inherited(self):
        return ()

    def readers(self):
        return [fd for fd in (self.out_fd, self.err_fd) if fd is not None]

    def on_readable(self, fd):
        data = wire.read_some(fd)
        if data:
            (self.stdout if fd == self.out_fd else self.stderr).extend(data)
        elif data is not None:
            wire.close(fd)
            if fd == self.out_fd:
                self.out_fd = None
            else:
                self.err_fd = None

    def feed(self):
        """Writes what the input takes; ends it when it is all written."""
        self.input.flush()
        if self.input.broken or not self.input.pieces:
            wire.close(self.input.fd)
            self.input = None

    def drain(self):
        """What it had written when it ended. Its own children may hold the pipes open: they are not waited for."""
        for fd in self.readers():
            while True:
                data = wire.read_some(fd)
                if not data:
                    break
                (self.stdout if fd == self.out_fd else self.stderr).extend(data)

    def release(self):
        for fd in self.readers():
            wire.close(fd)
        self.out_fd = self.err_fd = None
        if self.input is not None:
            wire.close(self.input.fd)
            self.input = None

    def kill(self):
        below = descendants(self.pid)
        if self.kill_group:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except OSError:
                pass
        kill(self.pid, signal.SIGKILL)
        for pid in below:
            kill(pid, signal.SIGKILL)

    def poll(self):
        """None while it runs, else its exit status."""
        if self.status is None:
            self.status = ended(self.pid)
        return self.status


def reseed():
    random = sys.modules.get('random')
    if random is not None:
        random.seed()


def execute(argv, directory=None, environment=None):
    """Replaces a forked process by a command. Says what is wrong as a shell would, and gives its exit code."""
    # Python ignores these two, and what is executed would inherit that.
    for name in ('SIGPIPE', 'SIGXFSZ'):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        if environment:
            os.environ.update(environment)
        if directory:
            os.chdir(os.path.expanduser(wire.native(directory)))
        os.execvp(argv[0], argv)
    except OSError as error:
        sys.stderr.write('%s: %s\n' % (error.filename or argv[0], error.strerror))
        return 127 if error.errno == 2 else 126
