"""The Python modules of a process as they were imported: names, containers and classes that a module may change."""

import os
import sys

from bootstrap.importer import is_ours

STANDARD_LIBRARY = os.path.dirname(os.__file__)
CONTAINERS = (list, dict, set)
# What belongs to the interpreter, and is put back elsewhere where it has to be.
SKIPPED = ('__main__', 'bootstrap', '_frozen_importlib', '_frozen_importlib_external')
# Imported once for the process: a second copy would not know of the first one's threads, handlers and codecs.
UNIQUE = ('atexit', 'concurrent', 'ctypes', 'encodings', 'logging', 'multiprocessing', 'threading', 'weakref')


def is_skipped(name):
    return name.split('.', 1)[0] in SKIPPED


def is_standard(name, module):
    """Whether a module is Python's own."""
    if name in sys.builtin_module_names:
        return True
    path = getattr(module, '__file__', None) or ''
    return path.startswith(STANDARD_LIBRARY) and '-packages' not in path


def is_compiled(module):
    return not (getattr(module, '__file__', None) or '').endswith(('.py', '.pyc', '.pyo'))


def copy_deep(value):
    """Of the containers that have nothing but data in them; everything else is the same object."""
    kind = type(value)
    if kind is dict:
        return dict((key, copy_deep(member)) for key, member in value.items())
    return kind(copy_deep(member) for member in value) if kind in CONTAINERS else value


def refill(container, before):
    """Gives it its contents back; it stays the same object, which others may hold."""
    if isinstance(container, list):
        container[:] = copy_deep(before)
    else:
        container.clear()
        container.update(copy_deep(before))


class Names(object):
    """The names of one module or class, and, where it is ours, what is in the containers among them."""

    def __init__(self, owner, with_contents):
        self.owner = owner
        self.now = owner.__dict__
        self.before = dict(self.now)
        self.contents = []
        self.caches = []
        if with_contents:
            for name, value in self.before.items():
                if name[:2] != '__' and type(value) in CONTAINERS:
                    self.contents.append((value, copy_deep(value)))
                elif type(value).__name__ == '_lru_cache_wrapper':
                    self.caches.append(value)

    def restore(self):
        if self.now != self.before:
            self.rename()
        for container, before in self.contents:
            if container != before:
                refill(container, before)
        for function in self.caches:
            function.cache_clear()

    def rename(self):
        set_name, delete_name = setattr, delattr
        if not isinstance(self.owner, type):
            set_name, delete_name = self.now.__setitem__, self.now.__delitem__
        else:
            set_name, delete_name = self.set_attribute, self.delete_attribute
        for name in list(self.now):
            if name not in self.before:
                delete_name(name)
        for name, value in self.before.items():
            if name not in self.now or self.now[name] is not value:
                set_name(name, value)

    def set_attribute(self, name, value):
        try:
            setattr(self.owner, name, value)
        except (AttributeError, TypeError):
            # The interpreter's own: flags of an abstract class, slots.
            pass

    def delete_attribute(self, name):
        try:
            delattr(self.owner, name)
        except (AttributeError, TypeError):
            pass


class Imported(object):
    """All modules that are imported. Taken down before anything of a module has run."""

    def __init__(self):
        self.modules = dict(sys.modules)
        self.names = []
        self.wanted = []
        for name, module in self.modules.items():
            if module is not None and not is_skipped(name):
                self.note(name, module)

    def is_current(self):
        """Whether nothing has been imported since."""
        return self.modules == sys.modules

    def note(self, name, module):
        ours = is_ours(name)
        if not hasattr(module, '__dict__') or not (ours or is_standard(name, module)):
            return
        if name != 'sys':
            self.names.append(Names(module, ours))
        for value in list(module.__dict__.values()):
            if isinstance(value, type) and value.__module__ == name and may_change(value):
                self.names.append(Names(value, ours))

    def accept(self, *modules):
        """Takes the names of these modules as they are now for those to put back."""
        for names in self.names:
            if names.owner in modules:
                names.before = dict(names.now)

    def restore(self):
        """Puts everything back. False where a library has been loaded that a process can load only once."""
        kept = True
        for name, module in list(sys.modules.items()):
            if name in self.modules:
                continue
            if is_ours(name):
                # What stays for the next module must not hold what this one left in it.
                del sys.modules[name]
            elif not is_standard(name, module):
                kept = kept and not is_loaded_library(module)
                del sys.modules[name]
            elif name.split('.', 1)[0] in UNIQUE or is_compiled(module):
                self.modules[name] = module
            else:
                # It may have been changed; a fresh one is there before the next module.
                self.wanted.append(name)
                del sys.modules[name]
        for name, module in self.modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
        for names in self.names:
            names.restore()
        return kept

    def refresh(self):
        """Imports anew what a module had to import of Python's library, while nobody waits."""
        wanted, self.wanted = self.wanted, []
        for name in wanted:
            try:
                __import__(name)
            except Exception:
                continue
        if wanted:
            for name in [name for name in sys.modules if name not in self.modules]:
                self.modules[name] = module = sys.modules[name]
                if module is not None and not is_skipped(name):
                    self.note(name, module)


def may_change(kind):
    """Whether names of this class can be set: not those of a class written in C."""
    return bool(kind.__flags__ & (1 << 9)) and '__slots__' not in kind.__dict__


def is_loaded_library(module):
    path = getattr(module, '__file__', None) or ''
    return path != '' and is_compiled(module)
