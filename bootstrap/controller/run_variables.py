"""The variables of the task that asks, fetched from mitorun one by one."""

_ABSENT = object()


class RunVariables(dict):
    """A dict whose members come from mitorun when they are first read; what a plug-in changes stays in here."""

    def __init__(self, channel):
        super(RunVariables, self).__init__()
        self._channel = channel
        self._names = None
        self._absent = set()

    def _fetch(self, name):
        if dict.__contains__(self, name):
            return dict.__getitem__(self, name)
        if not isinstance(name, str) or name in self._absent:
            return _ABSENT
        found = self._channel.call('variable', name=name)
        if not found:
            self._absent.add(name)
            return _ABSENT
        dict.__setitem__(self, name, found[0])
        return found[0]

    def _keys(self):
        if self._names is None:
            self._names = self._channel.call('names')
        known = [name for name in self._names if name not in self._absent]
        return known + [name for name in dict.keys(self) if name not in set(known)]

    def __getitem__(self, name):
        value = self._fetch(name)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        if dict.__contains__(self, name):
            return True
        return isinstance(name, str) and name not in self._absent and bool(self._channel.call('has', name=name))

    def __delitem__(self, name):
        if name not in self:
            raise KeyError(name)
        dict.pop(self, name, None)
        self._absent.add(name)

    def __setitem__(self, name, value):
        self._absent.discard(name)
        dict.__setitem__(self, name, value)

    def __iter__(self):
        return iter(self._keys())

    def __len__(self):
        return len(self._keys())

    def __bool__(self):
        return True

    def get(self, name, default=None):
        value = self._fetch(name)
        return default if value is _ABSENT else value

    def pop(self, name, *default):
        value = self._fetch(name)
        if value is _ABSENT:
            if default:
                return default[0]
            raise KeyError(name)
        del self[name]
        return value

    def setdefault(self, name, default=None):
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *others, **named):
        for name, value in dict(*others, **named).items():
            self[name] = value

    def keys(self):
        return self._keys()

    def values(self):
        return [value for _, value in self.items()]

    def items(self):
        fetched = ((name, self._fetch(name)) for name in self._keys())
        return [(name, value) for name, value in fetched if value is not _ABSENT]

    def copy(self):
        return dict(self.items())
