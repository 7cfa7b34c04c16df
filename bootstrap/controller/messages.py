"""What plug-ins tell Ansible's Display, and what they print, collected for mitorun to show.

Each is [kind, text, version, style]: `warning` and `deprecation` are worded and formatted by mitorun; the text of a
`message` is shown as it is, in the style that Display.display() was asked for.
"""

import contextlib
import io
import sys


class Messages(object):
    def __init__(self, verbosity):
        from ansible.utils.display import Display

        self._said = []
        self._is_verbatim = False
        self._display = Display()
        self._display.verbosity = verbosity
        self._summaries = {
            'warning': lambda msg, *_, **details: self._say('warning', _with_help(msg, **details)),
            'deprecated': self._deprecated,
            'display': self._shown,
            'error': lambda msg, *_, **__: self._say('message', '[ERROR]: %s' % msg),
            'error_as_warning': lambda msg, exception=None, **_: self._say('warning', _joined(msg, exception)),
        }
        self._display.__dict__.update(self._summaries)
        sys.stdout = _Stream(self, sys.stdout, False)
        sys.stderr = _Stream(self, sys.stderr, True)

    def take(self):
        said, self._said = self._said, []
        return said

    @contextlib.contextmanager
    def verbatim(self):
        """Within it Ansible's own Display words its warnings and errors, and what is printed is told in its order.

        So it is for callback plug-ins, whose work is output.
        """
        for name in self._summaries:
            del self._display.__dict__[name]
        self._display.display = self._display_as_asked
        self._is_verbatim = True
        try:
            yield
        finally:
            self._is_verbatim = False
            self._display.__dict__.update(self._summaries)

    def printed(self, text, is_error):
        """True where the text was taken: it is for mitorun to write."""
        if self._is_verbatim:
            self._say('message', text, style={'stderr': is_error, 'screen_only': True, 'newline': False})
        return self._is_verbatim

    def _say(self, kind, text, version=None, style=None):
        self._said.append([kind, str(text), version, style])

    def _shown(self, msg, color=None, stderr=False, screen_only=False, log_only=False, **_):
        if not log_only:
            self._say('message', msg)

    def _display_as_asked(
        self, msg, color=None, stderr=False, screen_only=False, log_only=False, newline=True, caplevel=None
    ):
        style = {
            'color': color,
            'stderr': stderr,
            'screen_only': screen_only,
            'log_only': log_only,
            'newline': newline,
        }
        self._say('message', msg, style=style)

    def _deprecated(
        self, msg, version=None, removed=False, date=None, collection_name=None, deprecator=None, help_text=None, **_
    ):
        _skip_stackwalk = True  # The frame that ansible-core 2.19 takes for the deprecating one is the caller's.
        collection, plugin = _deprecating(deprecator, collection_name)
        details = {
            'collection': collection,
            'plugin': plugin,
            'date': None if date is None else str(date),
            'help': None if help_text is None else str(help_text),
        }
        self._say('deprecation', msg, None if version is None else str(version), details)


def _deprecating(deprecator, collection_name):
    """The collection and the plug-in of it (`filter plugin 'x'`) that a deprecation is of, as far as known."""
    _skip_stackwalk = True
    try:
        from ansible.module_utils._internal import _deprecator
    except ImportError:
        return collection_name or 'ansible.builtin', None
    best = _deprecator.get_best_deprecator(deprecator=deprecator, collection_name=collection_name)
    if best.type is None or best.resolved_name is None:
        return best.resolved_name, None
    parts = best.resolved_name.split('.')
    kind = str(best.type) if str(best.type) == 'module' else '%s plugin' % best.type
    if best.resolved_name == 'ansible.builtin':
        return best.resolved_name, 'the %s API' % kind
    return '.'.join(parts[:2]) if len(parts) > 2 else None, "%s '%s'" % (kind, parts[-1])


def _with_help(message, help_text=None, **_):
    return ' '.join(str(part) for part in (message, help_text) if part)


def _joined(message, exception):
    return ': '.join(part for part in (str(message or '').rstrip('.'), str(exception or '')) if part)


class _Stream(io.TextIOBase):
    """Standard output or error; what callback plug-ins print on it takes its turn among their messages."""

    def __init__(self, messages, original, is_error):
        self._messages = messages
        self._original = original
        self._is_error = is_error
        self.buffer = _ByteStream(self)

    def write(self, text):
        if not self._messages.printed(text, self._is_error):
            self._original.write(text)
        return len(text)

    def writable(self):
        return True

    def flush(self):
        self._original.flush()

    def isatty(self):
        return self._original.isatty()

    def fileno(self):
        return self._original.fileno()

    @property
    def encoding(self):
        return self._original.encoding

    @property
    def errors(self):
        return self._original.errors


class _ByteStream(io.RawIOBase):
    """The same for those who write bytes."""

    def __init__(self, stream):
        self._stream = stream

    def write(self, data):
        self._stream.write(bytes(data).decode('utf-8', 'surrogateescape'))
        return len(data)

    def writable(self):
        return True

    def flush(self):
        self._stream.flush()

    def fileno(self):
        return self._stream.fileno()
