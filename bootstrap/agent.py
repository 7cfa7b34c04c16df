"""The agent: one process a hop. It moves frames, starts what they ask for, and never waits for anything but its poll.

Nothing else reads or writes the protocol's descriptors; standard input is /dev/null, and what is written to standard
output and error by mistake goes to the controller as log lines. When the input ends, everything it started ends.
"""
import errno
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time

from bootstrap import files, wire
from bootstrap.become import Spawned
from bootstrap.importer import Importer
from bootstrap.steps import Steps
from bootstrap.store import Missing, Store

INLINE = 131072
SECONDS_FOR_CHILDREN = 3


class Agent(object):
    def __init__(self, payload):
        self.payload = payload
        leave_terminal()
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
        self.children = []
        self.routes = {}
        self.uploads = {}
        self.sending = []
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
            self.sending.append((request, files.Pieces(body), head))

    def fail(self, request, code, details):
        self.send(wire.FAILURE, request, dict(details, code=code))

    def send_pieces(self):
        """Long bodies, a piece of each in turn while the link takes them."""
        while self.sending and self.up.size < wire.CONGESTED:
            request, source, head = self.sending.pop(0)
            try:
                piece = source.next()
            except OSError as error:
                source.close()
                self.fail(request, 'os', describe(error))
                continue
            if piece:
                self.send(wire.DATA, request, None, piece)
                self.sending.append((request, source, head))
            else:
                source.close()
                self.send(wire.REPLY, request, head)

    # What comes down.

    def receive(self, frame):
        if frame.hop != self.hop:
            self.pass_on(frame)
        elif frame.kind == wire.CANCEL:
            self.cancel(frame.request)
        elif frame.kind == wire.END:
            self.running = False
        else:
            self.guarded(frame, lambda: self.carry_out(frame))

    def guarded(self, frame, action):
        try:
            action()
        except Missing as error:
            self.fail(frame.request, 'missing', {'digest': str(error)})
        except EnvironmentError as error:
            self.fail(frame.request, 'os', describe(error))
        except Exception:
            import traceback

            self.fail(frame.request, 'agent', {'message': traceback.format_exc()})

    def pass_on(self, frame):
        child = self.routes.get(frame.hop)
        if frame.kind == wire.CONTENT:
            self.store.add(frame.head(), frame.body())
        if child is not None and child.to_child is not None:
            child.to_child.push(frame.raw)
            child.to_child.flush()
        elif frame.request:
            self.send(wire.FAILURE, frame.request, {'code': 'gone'}, hop=frame.hop)

    def carry_out(self, frame):
        kind, request = frame.kind, frame.request
        if kind in (wire.RUN, wire.COMMAND):
            self.steps.admit(frame)
        elif kind == wire.CONTENT:
            self.store.add(frame.head(), frame.body())
        elif kind == wire.SERVE:
            hop, digests = frame.head()
            child = self.routes.get(hop)
            if child is not None and child.to_child is not None:
                child.to_child.push(self.store.serve(hop, digests))
        elif kind == wire.PUT:
            self.put(request, frame)
        elif kind == wire.DATA:
            self.continue_upload(request, frame)
        elif kind == wire.GET:
            self.sending.append((request, files.Download(wire.native(frame.head()['path'])), {}))
        elif kind == wire.MAKE_DIRECTORY:
            self.reply(request, {'path': self.temporary.new()})
        elif kind == wire.REMOVE:
            files.remove(wire.native(frame.head()['path']))
            self.reply(request, {})
        elif kind == wire.SPAWN:
            self.children.append(Spawned(request, frame.head(), frame.body() or None, self.payload))

    def put(self, request, frame):
        head = frame.head()
        upload = files.Upload(head, not self.temporary.holds(head['path']))
        if head.get('stream'):
            self.uploads[request] = upload
            return
        try:
            upload.write(frame.body())
            upload.finish()
        except Exception:
            upload.abandon()
            raise
        self.reply(request, {})

    def continue_upload(self, request, frame):
        upload = self.uploads.get(request)
        if upload is None:
            return
        try:
            body = frame.body()
            upload.write(body)
            if frame.flags & wire.LAST:
                del self.uploads[request]
                upload.finish()
                self.reply(request, {})
            else:
                self.send(wire.CREDIT, request, [len(body)])
        except Exception:
            self.uploads.pop(request, None)
            upload.abandon()
            raise

    def cancel(self, request):
        self.steps.cancel(request)
        upload = self.uploads.pop(request, None)
        if upload is not None:
            upload.abandon()
            self.fail(request, 'cancelled', {})
        for entry in [entry for entry in self.sending if entry[0] == request]:
            self.sending.remove(entry)
            entry[1].close()
            self.fail(request, 'cancelled', {})
        for child in self.children:
            if child.request == request and child.hello is None:
                child.deadline = 0

    # Child agents.

    def from_child(self, child, data):
        child.from_child.feed(data)
        try:
            frames = child.from_child.frames()
        except ValueError:
            child.kill()
            return
        for frame in frames:
            self.routes[frame.hop] = child
            self.up.push(frame.raw)
        self.up.flush()

    def on_child_readable(self, child, fd):
        before = child.hello
        data = child.on_readable(fd)
        if before is None and child.hello is not None:
            # The frame with the new hop's number tells every hop above where it is.
            self.routes[child.hop] = child
            self.send(wire.READY, 0, {}, hop=child.hop)
            self.reply(child.request, {'hello': child.hello.decode('utf-8', 'replace')})
        if data:
            self.from_child(child, data)

    def reap_children(self):
        for child in list(self.children):
            why = child.failure()
            if why is None and child.hello is None and self.now() >= child.deadline:
                why = 'timeout'
            status = child.poll()
            if why is None and status is None:
                continue
            # Its last words.
            for fd in child.readers():
                self.on_child_readable(child, fd)
            why = why or child.failure() or 'ended'
            details = {'why': why, 'status': status, 'output': child.output.decode('utf-8', 'replace')}
            child.kill() if status is None else child.release()
            self.children.remove(child)
            if child.hello is None:
                self.fail(child.request, 'become', details)
            else:
                self.send(wire.LOST, 0, details, hop=child.hop)
            for hop in [hop for hop, link in self.routes.items() if link is child]:
                del self.routes[hop]

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
            readers[steps.worker.done_read] = lambda fd: steps.on_worker_done()
            if steps.worker.jobs.pieces:
                writers[steps.worker.job_write] = steps.worker.jobs.flush
            if steps.working is None:
                processes.append(steps.worker)
        for process in processes:
            for fd in process.readers():
                readers[fd] = process.on_readable
            if process.input is not None:
                writers[process.input.fd] = process.feed
        for child in self.children:
            if self.up.size < wire.CONGESTED:
                for fd in child.readers():
                    readers[fd] = lambda fd, child=child: self.on_child_readable(child, fd)
            if child.to_child is not None and child.to_child.pieces:
                writers[child.to_child.fd] = child.to_child.flush
        ready_to_read, ready_to_write = poll(list(readers), list(writers), self.patience())
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
        deadlines += [child.deadline for child in self.children if child.hello is None]
        deadlines = [deadline for deadline in deadlines if deadline is not None]
        if self.sending and self.up.size < wire.CONGESTED:
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
            self.send(wire.LOG, 0, {'text': data.decode('utf-8', 'replace')})

    def run(self):
        try:
            while self.running and not self.up.broken:
                self.wait()
                self.steps.reap()
                self.reap_children()
                self.send_pieces()
        finally:
            self.end()

    def end(self):
        """Nothing stays: processes, files, hops below."""
        self.steps.end()
        for upload in self.uploads.values():
            upload.abandon()
        for child in self.children:
            child.hang_up()
        end = self.now() + SECONDS_FOR_CHILDREN
        while self.now() < end and [child for child in self.children if child.poll() is None]:
            for fd in poll([fd for child in self.children for fd in child.readers()], [], 0.05)[0]:
                if not wire.read_some(fd):
                    time.sleep(0.01)
        for child in self.children:
            if child.poll() is None:
                child.kill()
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


def describe(error):
    return {'message': error.strerror or str(error), 'errno': error.errno or 0, 'path': error.filename or ''}


def poll(readers, writers, seconds):
    try:
        if not hasattr(select, 'poll'):
            return select.select(readers, writers, [], seconds)[:2]
        poller = select.poll()
        for fd in readers:
            poller.register(fd, select.POLLIN)
        for fd in writers:
            poller.register(fd, select.POLLOUT)
        found = poller.poll(None if seconds is None else seconds * 1000 + 1)
    except (OSError, select.error) as error:
        if error.args[0] != errno.EINTR:
            raise
        return [], []
    known = set(readers)
    return [fd for fd, _ in found if fd in known], [fd for fd, _ in found if fd not in known]


def main(payload):
    code = 1
    try:
        Agent(payload).run()
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
