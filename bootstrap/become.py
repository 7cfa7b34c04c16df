"""Starts the agent of another account: runs the become method's command, answers its prompts, and hands over.

The command gets pipes for its streams and a terminal of its own, so that `/dev/tty` and `requiretty` are served and
the protocol stays binary. The first line that starts with the agent's marker says that the account is reached.
"""

import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
import time

from bootstrap import wire
from bootstrap.process import ended, execute, kill, reset_signals

MARKER = b'MITORUN1 '
KEPT_OUTPUT = 4000


def open_terminal():
    """Both sides of a terminal that does not echo; none where the machine has none to give (some containers)."""
    try:
        master, slave = pty.openpty()
    except OSError:
        return None, None
    wire.own(master)
    wire.own(slave)
    settings = termios.tcgetattr(slave)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, settings)
    return master, slave


def prompts_of(head, answers):
    """What the command may ask, each with its answer; None where there is none. The answers stand one after the other."""
    prompts, start = [], 0
    for pattern, size in head['prompts']:
        answer = None if size is None else answers[start : start + size]
        start += size or 0
        prompts.append((re.compile(pattern.encode('utf-8'), re.IGNORECASE), answer))
    return prompts


class Spawned(object):
    """A child agent, from the moment its command is started."""

    def __init__(self, request, head, answers, payload):
        self.request = request
        self.hop = head['hop']
        self.prompts = prompts_of(head, answers)
        self.answered = []
        self.wrong = re.compile(head['wrong'].encode('utf-8')) if head.get('wrong') else None
        self.payload = payload
        self.deadline = time.time() + head['seconds']
        self.hello = None
        self.status = None
        self.output = b''
        self.unseen = b''
        self.start(head['argv'])

    def start(self, argv):
        in_read, in_write, out_read, out_write, err_read, err_write = wire.pipes(3)
        master, slave = open_terminal()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.setsid()
                if slave is not None:
                    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                reset_signals()
                os.dup2(in_read, 0)
                os.dup2(out_write, 1)
                os.dup2(err_write, 2)
                wire.close_owned()
                code = execute([wire.native(word) for word in argv])
                sys.stderr.flush()
            finally:
                os._exit(code)
        # The terminal's inner side stays open: while nobody has it, the outer one reports an end.
        self.slave = slave
        for fd in (in_read, out_write, err_write):
            wire.close(fd)
        self.out_fd, self.err_fd, self.terminal = out_read, err_read, master
        for fd in self.readers():
            wire.set_blocking(fd, False)
        self.to_child = wire.Outgoing(in_write)
        self.from_child = wire.Incoming(wire.LONGEST_FROM_BELOW)
        self.start_line = b''

    def readers(self):
        return [fd for fd in (self.out_fd, self.err_fd, self.terminal) if fd is not None]

    def on_readable(self, fd):
        """Data that the agent's loop has to look at: bytes of frames (from the child's output), or None."""
        data = wire.read_some(fd)
        if data is None:
            return None
        if data == b'':
            self.drop(fd)
            return None
        if fd == self.out_fd:
            if self.hello is not None:
                return data
            return self.look_for_marker(data)
        self.note(data, fd)
        return None

    def drop(self, fd):
        wire.close(fd)
        if fd == self.out_fd:
            self.out_fd = None
        elif fd == self.err_fd:
            self.err_fd = None
        else:
            self.terminal = None

    def note(self, data, fd):
        """Output of the become command or, later, of the interpreter: kept for messages, searched for prompts."""
        self.output = (self.output + data)[-KEPT_OUTPUT:]
        if self.hello is not None:
            return
        self.unseen += data
        for prompt in self.prompts:
            pattern, answer = prompt
            found = pattern.search(self.unseen)
            if found and answer is not None:
                self.prompts.remove(prompt)
                self.answered.append(pattern)
                self.unseen = self.unseen[found.end() :]
                self.output = self.output.replace(found.group(0), b'')
                self.answer(fd, answer + b'\n')
                return

    def answer(self, fd, line):
        if fd == self.terminal:
            os.write(fd, line)
        else:
            self.to_child.push(line)
            self.to_child.flush()

    def shows(self, patterns):
        return any(pattern.search(self.unseen) for pattern in patterns)

    def look_for_marker(self, data):
        """Anywhere in the output: a login shell may print ahead of it, with or without a line end."""
        self.start_line += data
        before, marker, found = self.start_line.partition(MARKER)
        if not marker:
            self.start_line = before[-len(MARKER) :]
            self.note(data, self.out_fd)
            return None
        line, end, rest = found.partition(b'\n')
        if not end:
            return None
        self.hello = line.strip()
        self.prompts = []
        self.to_child.push(bytes(self.payload) + struct.pack('>I', self.hop))
        self.to_child.flush()
        return rest or None

    def failure(self):
        """Why it will not become an agent any more, or None: a prompt that comes again, or the method's own words."""
        if self.hello is not None:
            return None
        if self.shows(self.answered):
            return 'wrong'
        if self.shows(pattern for pattern, answer in self.prompts if answer is None):
            return 'missing'
        if self.wrong is not None and self.wrong.search(self.output):
            return 'refused'
        return None

    def poll(self):
        if self.status is None:
            self.status = ended(self.pid)
        return self.status

    def hang_up(self):
        """The child agent sees the end of its input; sudo, its terminal's."""
        if self.to_child is not None:
            wire.close(self.to_child.fd)
            self.to_child = None

    def release(self):
        self.hang_up()
        for fd in self.readers():
            self.drop(fd)
        if self.slave is not None:
            wire.close(self.slave)
            self.slave = None

    def kill(self):
        """Another account's process may refuse the signal; the closed pipe and terminal end it."""
        kill(self.pid, signal.SIGTERM)
        self.release()
