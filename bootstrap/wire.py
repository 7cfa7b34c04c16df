"""Frames and the pipes that carry them.

A frame is a header of 20 bytes (see docs/protocol.md), a JSON head and a binary body. Nothing here knows what a
frame means.
"""

import errno
import fcntl
import json
import os
import re
import select
import struct
import sys
import zlib
from collections import deque

HEADER = struct.Struct('>BBHIIII')
MAGIC = 0xA7
BODY_COMPRESSED = 1
LAST = 2

# Towards the controller.
READY, REPLY, FAILURE, LOG, LOST = 1, 2, 3, 4, 5
# Both ways.
DATA, CREDIT = 8, 9
# Towards the targets.
RUN, COMMAND, PUT, GET, MAKE_DIRECTORY, REMOVE, SPAWN, CANCEL, CONTENT, SERVE, END = range(16, 27)

COMPRESS_FROM = 400
READ_SIZE = 262144
# While more than this waits to be written, its sources are not read.
CONGESTED = 1048576
# A frame of an agent below: longer bodies come in pieces.
LONGEST_FROM_BELOW = 8388608

# Descriptors of the protocol, which a module's process must close.
owned = set()
# Those closed since the agent last polled: their numbers may be in use again.
closed = set()


def own(fd):
    """Keeps `fd` from every process that is executed, and lists it for those that are only forked."""
    fcntl.fcntl(fd, fcntl.F_SETFD, fcntl.fcntl(fd, fcntl.F_GETFD) | fcntl.FD_CLOEXEC)
    owned.add(fd)
    return fd


def close(fd):
    owned.discard(fd)
    closed.add(fd)
    try:
        os.close(fd)
    except OSError:
        pass


def close_owned(keep=()):
    for fd in list(owned):
        if fd not in keep:
            close(fd)


def native(text):
    """Text of a request as this Python wants paths, arguments and environment: UTF-8, whatever the locale.

    A lone surrogate U+DC80..U+DCFF stands for a byte that is no text, and becomes that byte.
    """
    if sys.version_info[0] > 2:
        return os.fsdecode(text.encode('utf-8', 'surrogateescape'))
    # Python 2.7 writes a surrogate as if it were a character.
    return re.sub(b'\xed([\xb2\xb3])([\x80-\xbf])', escaped_byte, text.encode('utf-8'))


def escaped_byte(found):
    last = ord(found.group(2))
    return chr(last if found.group(1) == b'\xb2' else last + 0x40)


def is_short():
    """Whether few descriptors are left: so few that what is started now might not get all of its own."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ImportError, EnvironmentError, ValueError):
        return False
    if limit < 0 or limit == resource.RLIM_INFINITY:
        return False
    try:
        # The lowest free number is what an opened file gets; those below it are in use.
        fd = os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return True
    os.close(fd)
    return limit - fd < max(16, min(64, limit // 8))


def pipe():
    read_fd, write_fd = os.pipe()
    return own(read_fd), own(write_fd)


def pipes(count):
    """The ends of all of them, or none is left open."""
    ends = ()
    try:
        for _ in range(count):
            ends += pipe()
    except OSError:
        for fd in ends:
            close(fd)
        raise
    return ends


def set_blocking(fd, blocking):
    flags = fcntl.fcntl(fd, fcntl.F_GETFL)
    flags = flags & ~os.O_NONBLOCK if blocking else flags | os.O_NONBLOCK
    fcntl.fcntl(fd, fcntl.F_SETFL, flags)


def read_some(fd, size=READ_SIZE):
    """Bytes, b'' at the end, None where nothing is there yet."""
    while True:
        try:
            return os.read(fd, size)
        except OSError as error:
            if error.errno == errno.EINTR:
                continue
            if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                return None
            # A terminal whose other side is closed says EIO.
            return b''


def poll(readers, writers, seconds):
    """Waits until one of them is ready, for `seconds` at most. Gives those to read and those to write."""
    try:
        if not hasattr(select, 'poll'):
            return select.select(readers, writers, [], seconds)[:2]
        poller = select.poll()
        for fd in readers:
            poller.register(fd, select.POLLIN)
        for fd in writers:
            poller.register(fd, select.POLLOUT)
        # It takes no more milliseconds than fit in 31 bits; whoever waits for longer asks again.
        found = poller.poll(None if seconds is None else min(seconds, 86400) * 1000 + 1)
    except (OSError, select.error) as error:
        if error.args[0] != errno.EINTR:
            raise
        return [], []
    known = set(readers)
    return [fd for fd, _ in found if fd in known], [fd for fd, _ in found if fd not in known]


class Outgoing(object):
    """Bytes that wait for a descriptor to take them."""

    def __init__(self, fd):
        self.fd = fd
        self.size = 0
        self.pieces = deque()
        self.broken = False
        set_blocking(fd, False)

    def push(self, data):
        if data and not self.broken:
            self.pieces.append(data)
            self.size += len(data)

    def flush(self):
        while self.pieces:
            piece = self.pieces.popleft()
            try:
                written = os.write(self.fd, piece[:READ_SIZE])
            except OSError as error:
                if error.errno == errno.EINTR:
                    written = 0
                elif error.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                    self.pieces.appendleft(piece)
                    return
                else:
                    self.broken = True
                    self.pieces.clear()
                    self.size = 0
                    return
            self.size -= written
            if written < len(piece):
                self.pieces.appendleft(piece[written:])


class Frame(object):
    """One frame as it was received; `raw` goes on unread where it is for another hop."""

    def __init__(self, raw):
        self.raw = raw
        _, self.kind, self.flags, self.hop, self.request, self.head_size, _ = HEADER.unpack_from(raw)

    def head(self):
        return json.loads(self.raw[HEADER.size : HEADER.size + self.head_size].decode('utf-8'))

    def body(self):
        body = self.raw[HEADER.size + self.head_size :]
        return zlib.decompress(body) if self.flags & BODY_COMPRESSED else body


def encode(kind, hop, request, head=None, body=b'', flags=0):
    text = b'' if head is None else json.dumps(head, separators=(',', ':')).encode('utf-8')
    if len(body) >= COMPRESS_FROM:
        packed = zlib.compress(body, 1 if len(body) > 30000 else 6)
        if len(packed) < len(body):
            body = packed
            flags |= BODY_COMPRESSED
    return HEADER.pack(MAGIC, kind, flags, hop, request, len(text), len(body)) + text + body


class Incoming(object):
    """Cuts a stream of bytes into frames, each of `longest` bytes at most."""

    def __init__(self, longest=None):
        self.buffer = bytearray()
        self.longest = longest

    def feed(self, data):
        self.buffer += data

    def frames(self):
        offset = 0
        found = []
        buffer = self.buffer
        while len(buffer) - offset >= HEADER.size:
            # Python 2.7's unpack_from wants no bytearray.
            header = HEADER.unpack(bytes(buffer[offset : offset + HEADER.size]))
            if header[0] != MAGIC:
                raise ValueError('not a frame')
            size = header[5] + header[6]
            if self.longest is not None and size > self.longest:
                raise ValueError('too long')
            end = offset + HEADER.size + size
            if len(buffer) < end:
                break
            found.append(Frame(bytes(buffer[offset:end])))
            offset = end
        if offset:
            del buffer[:offset]
        return found
