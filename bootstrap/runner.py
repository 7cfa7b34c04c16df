"""Runs one module in the process it is called in, as a fresh interpreter would, and says how it ended."""

import json
import os
import resource
import sys
import traceback
import types

from bootstrap.importer import is_ours, purge
from bootstrap.store import ROOT

LOADER = 'ansible/module_utils/_internal/_ansiballz/_loader.py'
NO_EXIT = '{"msg": "New-style module did not handle its own exit", "failed": true}'


class Main(types.ModuleType):
    """`__main__` of a module; its zip of module_utils is written when something asks where it is."""

    _mitorun_step = None

    @property
    def _modlib_path(self):
        return self._mitorun_step.modlib_path()


class Step(object):
    """One module with its parameters; `directory` makes the temporary directory when one is needed."""

    def __init__(self, store, importer, manifest, parameters, directory, open_files=None):
        self.store = store
        self.importer = importer
        self.manifest = manifest
        self.parameters = parameters
        self.directory = directory
        self.open_files = open_files
        self.modlib = None

    def run(self):
        """The exit code. Output goes to the process's own streams."""
        if self.open_files:
            limit_open_files(self.open_files)
        try:
            try:
                os.getcwd()
            except OSError:
                try:
                    # One that was removed may have been made anew.
                    os.chdir(os.environ.get('PWD', '/'))
                except OSError:
                    os.chdir('/')
            self.run_new_style()
        except SystemExit as error:
            return exit_code(error.code)
        except BaseException:
            if sys.excepthook is sys.__excepthook__:
                print_exception()
                return 1
            # The module's own way to report what it did not catch (2.14's `file`): it prints a result and exits.
            try:
                sys.excepthook(*sys.exc_info())
            except SystemExit as error:
                return exit_code(error.code)
            return 1
        return 0

    def run_new_style(self):
        manifest = self.manifest
        # As a Python that begins with the task's environment.
        added = os.environ.get('PYTHONPATH', '').split(os.pathsep)
        sys.path[:0] = [path for path in added if path and path not in sys.path]
        if manifest.conflicts_with(self.importer.loaded):
            purge()
            self.importer.loaded = {}
        self.importer.use(manifest)
        self.importer.after_import = {'ansible.module_utils.common.respawn': self.prepare_respawn}
        respawn = sys.modules.get('ansible.module_utils.common.respawn')
        if respawn:
            self.prepare_respawn(respawn)
        main = Main('__main__')
        Main._mitorun_step = self
        path = ROOT + manifest.main_path
        main.__file__ = path
        main.__loader__ = self.importer
        main.__package__ = manifest.python_name.rpartition('.')[0]
        main._module_fqn = manifest.python_name
        sys.argv[:] = [path]
        sys.modules['__main__'] = main
        from ansible.module_utils import basic

        basic._ANSIBLE_ARGS = self.parameters
        # ansible-core 2.19 reads `__main__` as it imports basic; a warm one holds the agent's.
        if hasattr(basic, '__main__'):
            basic.__main__ = main
        if manifest.profile is not None:
            basic._ANSIBLE_PROFILE = manifest.profile
        code = self.store.compile(manifest.main_path, manifest.main)
        # Relative imports ask for it.
        __import__(main.__package__)
        try:
            exec(code, main.__dict__)
            if manifest.profile is not None:
                raise RuntimeError('New-style module did not handle its own exit.')
            print(NO_EXIT)
            sys.exit(1)
        except Exception as error:
            if LOADER not in self.importer.files:
                raise
            # From ansible-core 2.19 on, the module's own side turns an exception into a result.
            from ansible.module_utils._internal._ansiballz import _loader

            _loader._handle_exception(error, manifest.profile)

    def prepare_respawn(self, module):
        """A respawned module imports from a zip, which has to be there by then."""
        for name in ('respawn_module', 'probe_interpreters_for_module'):
            function = getattr(module, name)
            setattr(module, name, self.with_modlib(module, getattr(function, '_mitorun_original', function)))

    def with_modlib(self, module, function):
        def call(*args, **kwargs):
            path = self.modlib_path()
            if hasattr(module, '_ANSIBLE_PARENT_PATH'):
                module._ANSIBLE_PARENT_PATH = type(module._ANSIBLE_PARENT_PATH)(path)
            return function(*args, **kwargs)

        call._mitorun_original = function
        return call

    def modlib_path(self):
        if self.modlib is None:
            import zipfile

            self.modlib = os.path.join(
                self.directory(), 'payload-%d-%s.zip' % (os.getpid(), self.manifest.main[:12])
            )
            importer = self.importer
            files = dict(importer.files)
            files[self.manifest.main_path] = self.manifest.main
            archive = zipfile.ZipFile(self.modlib, 'w')
            try:
                for package in sorted(importer.packages):
                    if package + '/__init__.py' not in files:
                        archive.writestr(zipfile.ZipInfo(package + '/__init__.py'), b'')
                for path, digest in sorted(files.items()):
                    archive.writestr(zipfile.ZipInfo(path), self.store.get(digest))
                # As AnsiballZ does: an easy-install'ed ansible would come first otherwise.
                site = 'import sys\nsys.path.insert(0,"%s")\n' % self.modlib
                archive.writestr(zipfile.ZipInfo('sitecustomize.py'), site.encode('utf-8'))
            finally:
                archive.close()
        return self.modlib


def exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    sys.stderr.write('%s\n' % (code,))
    return 1


def print_exception():
    """The traceback without the agent's own part of the stack."""
    kind, error, trace = sys.exc_info()
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith(ROOT + 'ansible'):
        trace = trace.tb_next
    # Nothing of the module in it: the agent's part is what there is to see.
    shown = trace if trace is not None else sys.exc_info()[2]
    try:
        sys.stderr.write(''.join(traceback.format_exception(kind, error, shown)))
    except Exception:
        sys.stderr.write('%s: %s\n' % (kind.__name__, error))


def limit_open_files(wanted):
    """The soft limit, no higher than the hard one; the worker puts it back after the module."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if wanted != soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            # Some systems name a hard limit that they do not allow.
            pass


def prepare_foreign(store, manifest, parameters, directory):
    """Writes a module that is not imported (json-args, want-json, old, binary) and gives the argv that runs it."""
    arguments = json.loads(parameters.decode('utf-8'))['ANSIBLE_MODULE_ARGS']
    text = json.dumps(arguments).encode('utf-8')
    source = store.get(manifest.main)
    argv = [os.path.join(directory, os.path.basename(manifest.main_path))]
    if manifest.style == 'json-args':
        source = source.replace(b'<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>', text)
    else:
        argv.append(os.path.join(directory, 'args'))
        if manifest.style == 'old':
            text = key_value_text(arguments).encode('utf-8', 'surrogateescape' if sys.version_info[0] > 2 else 'strict')
        write_private(argv[1], text, 0o600)
    write_private(argv[0], source, 0o700)
    line = source[: source.find(b'\n')] if source.startswith(b'#!') else b''
    words = line[2:].decode('utf-8', 'replace').split()
    if words and os.path.basename(words[0]).startswith('python'):
        return [sys.executable] + words[1:] + argv
    if len(words) > 1 and os.path.basename(words[0]) == 'env' and words[1].startswith('python'):
        return [sys.executable] + argv
    return words + argv


def key_value_text(arguments):
    from bootstrap.quote import quote

    text = ''
    for key, value in arguments.items():
        text += '%s=%s ' % (key, quote(value if hasattr(value, 'encode') else str(value)))
    return text


def write_private(path, data, mode):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        while data:
            data = data[os.write(fd, data) :]
    finally:
        os.close(fd)


def warm(store, importer, manifest):
    """Imports what every module imports, in the process that the others are forked from."""
    if 'ansible/module_utils/basic.py' not in manifest.support or importer.loaded:
        return
    importer.use(manifest)
    try:
        __import__('ansible.module_utils.basic')
    except BaseException:
        # This Python is not good enough for this content: the module itself says so when it runs.
        for name in [name for name in sys.modules if is_ours(name)]:
            del sys.modules[name]
        importer.loaded = {}
    sys.stdout.flush()
