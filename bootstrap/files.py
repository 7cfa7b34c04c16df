"""Files of the target: written whole or not at all, read in pieces, and the agent's temporary directories."""

import binascii
import errno
import os
import shutil
import stat

from bootstrap import wire

PIECE = 65536


def random_name():
    name = binascii.hexlify(os.urandom(8))
    return name if isinstance(name, str) else name.decode('ascii')


class TemporaryDirectory(object):
    """Directories of one name, made when something needs one, in this process or in a forked one."""

    def __init__(self):
        self.name = 'mitorun-' + random_name()
        self.places = [os.environ.get('TMPDIR') or '/tmp', '/tmp', '/var/tmp']

    def __call__(self, places=()):
        """The one in the first place that can be written and is not full: of these, then of those asked for before."""
        self.places = list(places) + [place for place in self.places if place not in places]
        before = os.umask(0o77)
        try:
            for place in self.places:
                path = self.path(place)
                fault = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
                try:
                    if not os.path.isdir(path):
                        os.makedirs(path)
                    found = os.lstat(path)
                    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and os.statvfs(path)[3]:
                        return path
                except OSError as error:
                    fault = error
            raise fault
        finally:
            os.umask(before)

    def path(self, place):
        place = os.path.expanduser(os.path.expandvars(wire.native(place)))
        return os.path.abspath(os.path.join(place, self.name))

    def new(self, places):
        path = os.path.join(self(places), random_name())
        os.mkdir(path, 0o700)
        return path

    def remove(self):
        for place in self.places:
            shutil.rmtree(self.path(place), True)


class Upload(object):
    """A file that is being received: a hidden temporary name beside it, then a rename."""

    def __init__(self, head, durable):
        self.path = os.path.expanduser(wire.native(head['path']))
        self.head = head
        self.durable = durable
        directory, name = os.path.split(self.path)
        if os.path.isdir(self.path):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), self.path)
        self.temporary = os.path.join(directory, '.mitorun-%s.%s' % (name[:150], random_name()))
        # Something may have removed the agent's own since it was made, or have been mounted over it.
        if not durable and not os.path.isdir(directory):
            os.makedirs(directory, 0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_NOFOLLOW', 0)
        mode = 0o600 if head.get('mode') is not None else 0o666
        self.fd = wire.own(os.open(self.temporary, flags, mode))

    def write(self, data):
        view = memoryview(data)
        while len(view):
            view = view[os.write(self.fd, view) :]

    def finish(self):
        head = self.head
        if head.get('uid') is not None or head.get('gid') is not None:
            owner = [-1 if head.get(name) is None else head[name] for name in ('uid', 'gid')]
            os.fchown(self.fd, owner[0], owner[1])
        if head.get('mode') is not None:
            os.fchmod(self.fd, head['mode'])
        if self.durable:
            os.fsync(self.fd)
        wire.close(self.fd)
        self.fd = None
        os.rename(self.temporary, self.path)

    def abandon(self, error=None):
        if isinstance(error, EnvironmentError):
            error.filename = self.path
        if self.fd is not None:
            wire.close(self.fd)
            self.fd = None
        try:
            os.unlink(self.temporary)
        except OSError:
            pass


class Download(object):
    """A file that is being sent, or output that is too long for one frame: a piece whenever the link has room."""

    def __init__(self, path):
        self.fd = wire.own(os.open(os.path.expanduser(path), os.O_RDONLY))
        try:
            if stat.S_ISDIR(os.fstat(self.fd).st_mode):
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        except OSError:
            self.close()
            raise

    def next(self):
        return os.read(self.fd, PIECE)

    def close(self):
        if self.fd is not None:
            wire.close(self.fd)
            self.fd = None


class Pieces(object):
    """Bytes in memory as a Download."""

    def __init__(self, data):
        self.data = data
        self.offset = 0

    def next(self):
        piece = bytes(self.data[self.offset : self.offset + PIECE])
        self.offset += PIECE
        return piece

    def close(self):
        self.data = b''


def remove(path):
    path = os.path.expanduser(path)
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def describe(error):
    return {'message': error.strerror or str(error), 'errno': error.errno or 0, 'path': error.filename or ''}
