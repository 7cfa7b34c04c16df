"""Imports `ansible.*` and `ansible_collections.*` from the store: PEP 302 for Python 2.7, specs for Python 3."""

import os
import sys
import types

from bootstrap.store import ROOT

try:
    from importlib.util import spec_from_loader
except ImportError:
    spec_from_loader = None

PACKAGES = ('ansible', 'ansible_collections')


def is_ours(name):
    return name[:7] == 'ansible' and name.split('.', 1)[0] in PACKAGES


def purge():
    """Forgets what was imported from a manifest, for one that has other contents under the same names."""
    for name in list(sys.modules):
        if is_ours(name):
            del sys.modules[name]


class Importer(object):
    """A finder and loader over one manifest at a time; `loaded` says what was taken from where since the start."""

    def __init__(self, store):
        self.store = store
        self.files = {}
        self.packages = set()
        self.loaded = {}
        self.after_import = {}
        self.extra = ''

    def use(self, manifest):
        self.files = dict(manifest.support)
        self.packages = set()
        # Directories without `__init__.py` are packages all the same, as AnsiballZ makes them.
        for path in list(self.files) + [manifest.main_path]:
            parts = path.split('/')[:-1]
            for count in range(1, len(parts) + 1):
                self.packages.add('/'.join(parts[:count]))
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def locate(self, name):
        """(path, is package, digest); the digest is None for a package without a file."""
        base = name.replace('.', '/')
        for path, is_package in ((base + '/__init__.py', True), (base + '.py', False)):
            if path in self.files:
                return path, is_package, self.files[path]
        if base in self.packages:
            return base + '/__init__.py', True, None
        return None

    # Python 3.

    def find_spec(self, name, path=None, target=None):
        found = self.locate(name) if is_ours(name) else None
        if found is None:
            return None
        spec = spec_from_loader(name, self, origin=ROOT + found[0], is_package=found[1])
        spec.has_location = True
        if found[1]:
            spec.submodule_search_locations = [os.path.dirname(ROOT + found[0])]
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        found = self.locate(name)
        if found is None:
            raise ImportError(name)
        path, _, digest = found
        if digest is not None:
            self.loaded[path] = digest
            exec(self.store.compile(path, digest), module.__dict__)
        if name in self.after_import:
            self.after_import[name](module)

    # Python 2.7.

    def find_module(self, name, path=None):
        return self if is_ours(name) and self.locate(name) else None

    def load_module(self, name):
        if name in sys.modules:
            return sys.modules[name]
        path, is_package, _ = self.locate(name)
        module = sys.modules.setdefault(name, types.ModuleType(name))
        module.__file__ = ROOT + path
        module.__loader__ = self
        module.__package__ = name if is_package else name.rpartition('.')[0]
        if is_package:
            module.__path__ = [os.path.dirname(ROOT + path)]
        try:
            self.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        return sys.modules[name]

    # What pkgutil, inspect, runpy and linecache ask for.

    def is_package(self, name):
        return self.locate(name)[1]

    def get_filename(self, name):
        return ROOT + self.locate(name)[0]

    def get_code(self, name):
        path, _, digest = self.locate(name)
        return compile('', ROOT + path, 'exec') if digest is None else self.store.compile(path, digest)

    def get_source(self, name):
        found = self.locate(name)
        if found is None:
            raise ImportError(name)
        source = b'' if found[2] is None else self.store.get(found[2])
        return source if sys.version_info[0] == 2 else source.decode('utf-8')

    def get_data(self, path):
        relative = path[len(ROOT) :] if path.startswith(ROOT) else path
        if relative not in self.files:
            raise IOError(2, 'No such file or directory', path)
        return self.store.get(self.files[relative])

    def get_resource_reader(self, name):
        found = self.locate(name)
        return ResourceReader(self, os.path.dirname(found[0])) if found and found[1] else None


class ResourceReader(object):
    """`importlib.resources` over the store."""

    def __init__(self, importer, directory):
        self.importer = importer
        self.directory = directory

    def open_resource(self, resource):
        from io import BytesIO

        try:
            return BytesIO(self.importer.get_data(self.directory + '/' + resource))
        except IOError:
            raise FileNotFoundError(resource)  # noqa: F821

    def resource_path(self, resource):
        raise FileNotFoundError(resource)  # noqa: F821

    def is_resource(self, name):
        return self.directory + '/' + name in self.importer.files

    def contents(self):
        start = self.directory + '/'
        return iter(
            set(path[len(start) :].split('/')[0] for path in self.importer.files if path.startswith(start))
        )
