"""The agent: one process a hop. It moves frames, starts what they ask for, and never waits for anything but its poll.

Nothing else reads or writes the protocol's descriptors; standard input is /dev/null, and what is written to standard
output and error by mistake goes to the controller as log lines. When the input ends, everything it started ends.
"""

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
import traceback

from bootstrap import files, wire
from bootstrap.hops import Hops
from bootstrap.importer import Importer
from bootstrap.requests import INLINE, Requests
from bootstrap.steps import Steps
from bootstrap.store import Missing, Store


class Agent(object):
    def __init__(self, payload):
        self.payload = payload
        leave_terminal()
        # Modules import nothing from wherever the agent happens to stand.
        sys.path[:] = [entry for entry in sys.path if entry not in ('', '.')]
        self.move_descriptors()
        self.hop = struct.unpack('>I', self.read_exactly(4))[0]
        self.wake_read, self.wake_write = wire.pipe()
        wire.set_blocking(self.wake_read, False)
        wire.set_blocking(self.wake_write, False)
        self.running = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_end_signal)
        signal.signal(signal.SIGCHLD, self.on_wake_signal)
        self.store = Store()
        self.importer = Importer(self.store)
        self.temporary = files.TemporaryDirectory()
        self.steps = Steps(self)
        self.hops = Hops(self)
        self.requests = Requests(self)
        self.send(wire.READY, 0, {'pid': os.getpid()})

    def move_descriptors(self):
        self.input = wire.own(os.dup(0))
        self.up = wire.Outgoing(wire.own(os.dup(1)))
        self.incoming = wire.Incoming()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        self.log_read, log_write = wire.pipe()
        wire.set_blocking(self.log_read, False)
        for fd in (1, 2):
            os.dup2(log_write, fd)
        wire.close(log_write)

    def read_exactly(self, size):
        data = b''
        while len(data) < size:
            piece = wire.read_some(self.input, size - len(data))
            if piece == b'':
                os._exit(0)
            if piece is None:
                select.select([self.input], [], [])
            data += piece or b''
        return data

    now = staticmethod(time.time)

    def on_wake_signal(self, number, frame):
        try:
            os.write(self.wake_write, b'.')
        except OSError:
            pass

    def on_end_signal(self, number, frame):
        self.running = False
        self.on_wake_signal(number, frame)

    # What goes up.

    def send(self, kind, request, head=None, body=b'', flags=0, hop=None):
        self.up.push(wire.encode(kind, self.hop if hop is None else hop, request, head, body, flags))
        self.up.flush()

    def reply(self, request, head, body=b''):
        if len(body) <= INLINE:
            self.send(wire.REPLY, request, head, body)
        else:
            self.requests.send_long(request, head, body)

    def fail(self, request, code, details):
        self.send(wire.FAILURE, request, dict(details, code=code))

    def log(self, data):
        self.send(wire.LOG, 0, {'text': data.decode('utf-8', 'replace')})

    # What comes down.

    def receive(self, frame):
        if frame.hop != self.hop:
            self.hops.pass_on(frame)
        elif frame.kind == wire.CANCEL:
            self.requests.cancel(frame.request)
        elif frame.kind == wire.END:
            self.running = False
        else:
            self.guarded(frame, lambda: self.requests.carry_out(frame))

    def guarded(self, frame, action):
        try:
            action()
        except Missing as error:
            self.fail(frame.request, 'missing', {'digest': str(error)})
        except EnvironmentError as error:
            self.fail(frame.request, 'os', files.describe(error))
        except Exception:
            self.fail(frame.request, 'agent', {'message': traceback.format_exc()})

    # The loop.

    def wait(self):
        """Polls everything once and deals with what is ready."""
        steps = self.steps
        readers = {self.input: self.on_input, self.wake_read: self.on_wake, self.log_read: self.on_log}
        writers = {}
        if self.up.pieces:
            writers[self.up.fd] = self.up.flush
        processes = [job.process for job in steps.jobs.values()]
        if steps.worker is not None:
            readers[steps.worker.done_read] = lambda fd: steps.on_worker_told()
            if steps.worker.jobs.pieces:
                writers[steps.worker.job_write] = steps.worker.jobs.flush
            if steps.working is None:
                processes.append(steps.worker)
        for process in processes:
            for fd in process.readers():
                readers[fd] = process.on_readable
            if process.input is not None:
                writers[process.input.fd] = process.feed
        for child in self.hops.children:
            if self.up.size < wire.CONGESTED:
                for fd in child.readers():
                    readers[fd] = lambda fd, child=child: self.hops.on_readable(child, fd)
            if child.to_child is not None and child.to_child.pieces:
                writers[child.to_child.fd] = child.to_child.flush
        ready_to_read, ready_to_write = wire.poll(list(readers), list(writers), self.patience())
        wire.closed.clear()
        for fd in ready_to_write:
            if fd not in wire.closed:
                writers[fd]()
        for fd in ready_to_read:
            if fd not in wire.closed:
                readers[fd](fd)

    def patience(self):
        """Seconds until the next deadline."""
        deadlines = [job.process.deadline for job in self.steps.jobs.values()]
        deadlines += [child.deadline for child in self.hops.children if child.hello is None]
        deadlines = [deadline for deadline in deadlines if deadline is not None]
        if self.requests.has_more():
            return 0
        return max(0, min(deadlines) - self.now()) if deadlines else None

    def on_input(self, fd):
        data = wire.read_some(fd)
        if data == b'':
            self.running = False
        elif data:
            self.incoming.feed(data)
            for frame in self.incoming.frames():
                self.receive(frame)

    def on_wake(self, fd):
        wire.read_some(fd)

    def on_log(self, fd):
        data = wire.read_some(fd)
        if data:
            self.log(data)

    def run(self):
        try:
            while self.running and not self.up.broken:
                self.wait()
                self.steps.reap()
                self.hops.reap()
                self.requests.send_pieces()
        except Exception:
            # A fault of the agent's own: its last words.
            self.log(traceback.format_exc().encode('utf-8'))
            raise
        finally:
            self.end()

    def end(self):
        """Nothing stays: processes, files, hops below."""
        self.steps.end()
        self.requests.end()
        self.hops.end(wire.poll)
        self.temporary.remove()


def leave_terminal():
    """The terminal that a become method wanted is not for modules: one that reads from it would be stopped."""
    try:
        fd = os.open('/dev/tty', os.O_RDWR)
    except OSError:
        return
    # The first process of a session would get this with the terminal's end.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        fcntl.ioctl(fd, termios.TIOCNOTTY)
    except EnvironmentError:
        pass
    os.close(fd)


def main(payload):
    code = 1
    try:
        Agent(payload).run()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
