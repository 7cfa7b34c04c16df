"""What the hop holds by content hash: sources, compiled code, and manifests (which are content too)."""

import json
import sys

from bootstrap.wire import CONTENT, encode

# Where sources stand in tracebacks and in `__file__`; nothing is there.
ROOT = '/mitorun/'


class Missing(Exception):
    """Content that the controller believed to be here."""

    pass


class Manifest(object):
    def __init__(self, text):
        values = json.loads(text.decode('utf-8'))
        # Python 2.7 wants names of packages and files to be its own kind of text.
        self.python_name = str(values['pythonName'])
        self.style = values['style']
        self.profile = values.get('profile')
        self.main = values['main']
        self.main_path = str(values['path'])
        self.support = dict((str(path), digest) for path, digest in values['support'])

    def conflicts_with(self, loaded):
        """Whether a name that is imported already has other contents here."""
        for path, digest in self.support.items():
            if loaded.get(path, digest) != digest:
                return True
        return False


class Store(object):
    def __init__(self):
        self.contents = {}
        self.code = {}
        self.manifests = {}

    def add(self, head, body):
        offset = 0
        for digest, size in head:
            self.contents[digest] = body[offset : offset + size]
            offset += size

    def get(self, digest):
        try:
            return self.contents[digest]
        except KeyError:
            raise Missing(digest)

    def manifest(self, digest):
        if digest not in self.manifests:
            self.manifests[digest] = Manifest(self.get(digest))
        return self.manifests[digest]

    def serve(self, hop, digests):
        """The frame that gives a hop below what it lacks."""
        pieces = [self.get(digest) for digest in digests]
        head = [[digest, len(piece)] for digest, piece in zip(digests, pieces)]
        return encode(CONTENT, hop, 0, head, b''.join(pieces))

    def compile(self, path, digest):
        """Code objects are kept, so that what is forked later need not compile again."""
        key = (path, digest)
        if key not in self.code:
            # A coding line counts in bytes, so they are what is compiled.
            self.code[key] = compile(self.get(digest), ROOT + path, 'exec', 0, True)
        return self.code[key]

    def compile_all(self, manifest):
        """Compiles ahead of a fork; what does not compile fails later, in the module's own process."""
        for path, digest in list(manifest.support.items()) + [(manifest.main_path, manifest.main)]:
            if path.endswith('.py'):
                try:
                    self.compile(path, digest)
                except (SyntaxError, ValueError, TypeError):
                    pass
        sys.stdout.flush()
