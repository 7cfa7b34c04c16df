"""The process in which modules run one after the other, without a fork for each.

It is forked from the agent once there is something to run, and again when new content has come; between two modules
it puts its state back. One that cannot be put back is replaced.
"""

import io
import os
import struct
import sys
from functools import partial

from bootstrap import wire
from bootstrap.identity import process_id
from bootstrap.process import Child
from bootstrap.runner import Step
from bootstrap.state import State

try:
    from contextvars import Context
except ImportError:
    Context = None

MAXIMUM_RUNS = 2000
# A number that the worker tells: an exit code, or whether it can run another module.
NUMBER = struct.Struct('>i')


def fresh_stream(fd, old):
    """A stream as the interpreter opened it, so that one that a module closed or wrapped does no harm."""
    if sys.version_info[0] == 2:
        return os.fdopen(fd, 'w')
    # Line buffering on standard error, as Python has it since 3.9.
    return io.open(
        fd,
        'w',
        buffering=1 if fd == 2 else -1,
        encoding=old.encoding,
        errors=old.errors,
        newline='\n',
        closefd=False,
    )


def run_module(make_step, environment, state):
    """Runs one module in this process and gives its exit code. What the module changed here is still to be put back."""
    process = process_id()
    code = 1
    try:
        sys.stdout, sys.stderr = fresh_stream(1, sys.stdout), fresh_stream(2, sys.stderr)
        # Python 2 closes a descriptor with the last stream on it.
        state.streams += [sys.stdout, sys.stderr] if sys.version_info[0] == 2 else []
        os.environ.update(environment)
        code = in_own_context(make_step().run)
        state.exit_handlers.run()
    finally:
        code = flush_streams(code)
        if process_id() != process:
            # A module that forked: this is its child, which has no business here.
            os._exit(code)
    return code


def in_own_context(function):
    """With context variables (the decimal library's among them) that nobody has set."""
    return function() if Context is None else Context().run(function)


def flush_streams(code):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            code = code or 120
    return code


class Worker(Child):
    """The agent's side of it: a step at a time goes in, its exit code comes back; output comes by the pipes."""

    # Daemons that earlier modules started are in its group.
    kill_group = False

    def __init__(self, store, importer, directory, log, imported):
        self.log = log
        self.imported = imported
        self.store = store
        self.importer = importer
        self.directory = directory
        # Paths and hashes of everything that may be imported there.
        self.known = dict(importer.loaded)
        self.contents = frozenset(store.contents)
        self.runs = 0
        self.idle = True
        self.restoring = False
        self.told = bytearray()
        Child.__init__(self, self.serve)
        wire.close(self.job_read)
        wire.close(self.done_write)
        wire.set_blocking(self.done_read, False)
        self.jobs = wire.Outgoing(self.job_write)

    def before_fork(self):
        self.job_read, self.job_write, self.done_read, self.done_write = wire.pipes(2)

    def inherited(self):
        return (self.job_read, self.done_write)

    def accepts(self, manifest):
        """Whether everything the module may import was there when this process was forked, and is unambiguous."""
        if self.runs >= MAXIMUM_RUNS or manifest.conflicts_with(self.known):
            return False
        return manifest.main in self.contents and self.contents.issuperset(manifest.support.values())

    def start(self, digest, parameters, environment, open_files):
        self.runs += 1
        self.idle = False
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.known.update(self.store.manifest(digest).support)
        self.jobs.push(wire.encode(wire.RUN, 0, 0, [digest, environment, open_files], parameters))
        self.jobs.flush()

    def on_readable(self, fd):
        Child.on_readable(self, fd)
        if self.idle:
            # Of something that an earlier module left running: a log line, nobody's output.
            self.log(bytes(self.stdout + self.stderr))
            self.stdout, self.stderr = bytearray(), bytearray()

    def release(self):
        Child.release(self)
        wire.close(self.job_write)
        wire.close(self.done_read)

    def hear(self):
        """Reads what the worker has told. False where it has ended."""
        data = wire.read_some(self.done_read)
        self.told += data or b''
        return data != b''

    def next_number(self):
        """The first number that was heard and not taken yet, or None."""
        number = bytes(self.told[: NUMBER.size])
        del self.told[: len(number)]
        return NUMBER.unpack(number)[0] if number else None

    def serve(self):
        """In the worker: until the agent closes the pipe."""
        state = State(self.imported, (0, 1, 2, self.job_read, self.done_write))
        # A module may have replaced them when they are needed.
        write, pack = os.write, NUMBER.pack
        incoming = wire.Incoming()
        while True:
            for frame in incoming.frames():
                digest, environment, open_files = frame.head()
                environment = dict(
                    (wire.native(name), wire.native(value)) for name, value in environment.items()
                )
                parameters = frame.body()
                manifest = self.store.manifest(digest)
                make_step = partial(
                    Step, self.store, self.importer, manifest, parameters, self.directory, open_files
                )
                code = run_module(make_step, environment, state)
                if not state.identity.has_channels():
                    # A module closed what it did not open, as a daemon does: the end of the process says how it went.
                    os._exit(code)
                # The controller need not wait until the state is put back.
                write(self.done_write, pack(code))
                clean = state.restore()
                reap_leftovers()
                write(self.done_write, pack(clean))
                state.imported.refresh()
            data = wire.read_some(self.job_read)
            if not data:
                os._exit(0)
            incoming.feed(data)


def reap_leftovers():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except OSError:
        pass
