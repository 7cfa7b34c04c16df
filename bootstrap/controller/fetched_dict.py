"""Dicts that stay with mitorun and are fetched member by member: variables, hostvars."""

import copy

_ABSENT = object()


class FetchedDict(dict):
    """A dict whose members come from mitorun when they are first read; what a plug-in changes stays in here.

    Number 0 holds the variables of the task that calls the plug-in. The numbers count while the plug-in runs.
    """

    def __init__(self, channel, number=0):
        super(FetchedDict, self).__init__()
        self.number = number
        self.is_as_fetched = True
        self._channel = channel
        self._names = None
        self._absent = set()

    def _fetch(self, name):
        if dict.__contains__(self, name):
            return dict.__getitem__(self, name)
        if name in self._absent:
            return _ABSENT
        found = self._channel.call('member', of=self.number, name=name)
        if not found and self._is_the_whole(name):
            found = [FetchedDict(self._channel)]
        if not found:
            self._absent.add(name)
            return _ABSENT
        dict.__setitem__(self, name, found[0])
        return found[0]

    def _is_the_whole(self, name):
        # Ansible gives plug-ins all variables once more, under this name.
        return self.number == 0 and name == 'vars'

    def _keys(self):
        if self._names is None:
            self._names = self._channel.call('names', of=self.number)
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
        if self._is_the_whole(name):
            return name not in self._absent
        return name not in self._absent and self._channel.call('has', of=self.number, name=name)

    def __delitem__(self, name):
        if name not in self:
            raise KeyError(name)
        dict.pop(self, name, None)
        self._absent.add(name)
        self.is_as_fetched = False

    def __setitem__(self, name, value):
        self._absent.discard(name)
        self.is_as_fetched = False
        dict.__setitem__(self, name, value)

    def __repr__(self):
        return repr(self.copy())

    def __eq__(self, other):
        return self.copy() == other

    def __ne__(self, other):
        return self.copy() != other

    __hash__ = None

    def __deepcopy__(self, memo):
        return copy.deepcopy(self.copy(), memo)

    def __reduce__(self):
        return dict, (self.copy(),)

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
