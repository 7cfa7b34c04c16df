"""Python's values as JSON that loses nothing.

What JSON has is written as it is. Everything else, and a dict with other keys than strings or with the key "!", is
{"!": kind, "v": payload}. src/plugins/helper-values.ts is the other end.
"""

import os
import base64
import datetime
import json
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, Set, ValuesView

_PLAIN = frozenset([type(None), bool, int, float, str])
_ITERATORS = (Iterator, ItemsView, KeysView, ValuesView)
# Python refuses to write longer ints in decimal digits.
_MOST_DIGITS = 10 ** 4000
_DELIMITERS = ('{{', '{%', '{#')


class Missing(object):
    """Something undefined, as mitorun sends it. Ansible-core makes its own of it only while it renders."""

    def __init__(self, message):
        self.message = message


def _tagged(kind, payload):
    return {'!': kind, 'v': payload}


class Codec(object):
    """Encodes values and reads messages. The attributes are what differs between versions of ansible-core."""

    def __init__(self):
        self.template = lambda text: text
        # Whether a string is a template that the user wrote; asked only while `sends_templates`.
        self.is_template = lambda text: False
        self.sends_templates = False
        # None where strings need no mark to be data.
        self.data = None
        self.omit = None
        self.undefined_type = ()
        self.vaulted_type = ()
        # Dicts of mitorun's that are fetched member by member: from their number, and back.
        self.fetched = None
        self.fetched_type = ()
        # False in a process whose objects are gone when the value is read: mitorun gets their texts alone.
        self.keeps_objects = True
        # Whether a value had something in it that may not leave its process.
        self.has_met_objects = False
        self._objects = {}

    def loads(self, line):
        text = line.decode('utf-8', 'surrogatepass')
        message = json.loads(text, object_hook=self._decode)
        if self.data is not None and has_syntax(text):
            return self._mark_data(message)
        return message

    def encode(self, value):
        kind = type(value)
        if kind is int and not -_MOST_DIGITS < value < _MOST_DIGITS:
            return _tagged('int', hex(value))
        if self.sends_templates and isinstance(value, str) and has_syntax(value) and self.is_template(value):
            return _tagged('template', str.__str__(value))
        if kind in _PLAIN:
            return value
        if kind is list:
            return [self.encode(member) for member in value]
        if kind is dict:
            return self._encode_mapping(value)
        if kind is tuple:
            return _tagged('tuple', [self.encode(member) for member in value])
        return self._encode_other(value)

    def _encode_mapping(self, mapping):
        members = list(mapping.items())
        if all(isinstance(key, str) for key, _ in members) and '!' not in mapping:
            return {str(key): self.encode(member) for key, member in members}
        return _tagged('dict', [[self.encode(key), self.encode(member)] for key, member in members])

    def _encode_other(self, value):
        if self.omit is not None and value is self.omit:
            return _tagged('omit', None)
        if self.undefined_type and isinstance(value, self.undefined_type):
            return _tagged('undefined', _undefined_message(value))
        if self.vaulted_type and isinstance(value, self.vaulted_type):
            return str(value)
        if self.fetched_type and isinstance(value, self.fetched_type) and value.is_as_fetched:
            return _tagged('fetched', value.number)
        # An enum of strings or numbers is what it stands for; JSON has no classes.
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, bool):
            return bool(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, Mapping):
            return self._encode_mapping(value)
        if isinstance(value, bytearray) and not self.keeps_objects:
            return list(value)
        if isinstance(value, (bytes, bytearray)):
            return _tagged('bytes', base64.b64encode(bytes(value)).decode('ascii'))
        if isinstance(value, datetime.datetime):
            return _tagged('datetime', _datetime_fields(value))
        if isinstance(value, datetime.date):
            return _tagged('date', [value.year, value.month, value.day])
        if isinstance(value, datetime.time):
            return _tagged('time', _time_fields(value))
        if isinstance(value, datetime.timedelta):
            return _tagged('timedelta', (value.days * 86400 + value.seconds) * 1000000 + value.microseconds)
        if isinstance(value, range):
            return _tagged('range', [value.start, value.stop, value.step])
        return self._encode_collection(value)

    def _encode_collection(self, value):
        self.has_met_objects = True
        if isinstance(value, tuple):
            return _tagged('tuple', [self.encode(member) for member in value])
        if isinstance(value, Set) and not isinstance(value, _ITERATORS):
            return _tagged('set', [self.encode(member) for member in value])
        if isinstance(value, Sequence) or (self.keeps_objects and isinstance(value, _ITERATORS)):
            return [self.encode(member) for member in value]
        handle = -1
        if self.keeps_objects:
            # Handles of processes that are forked later do not mean other objects here.
            handle = os.getpid() * 2**20 + len(self._objects)
            self._objects[handle] = value
        return _tagged('object', [handle, type(value).__name__, _text(repr, value), _text(str, value)])

    def _decode(self, dictionary):
        if '!' not in dictionary:
            return dictionary
        kind, payload = dictionary['!'], dictionary['v']
        if kind == 'tuple':
            return tuple(payload)
        if kind == 'dict':
            return dict((key, member) for key, member in payload)
        if kind == 'template':
            return self.template(payload)
        if kind == 'omit':
            return self.omit
        if kind == 'undefined':
            return Missing(payload)
        if kind == 'fetched':
            return self.fetched(payload)
        if kind == 'set':
            return set(payload)
        if kind == 'bytes':
            return base64.b64decode(payload)
        if kind == 'date':
            return datetime.date(*payload)
        if kind == 'datetime':
            return _datetime(payload)
        if kind == 'time':
            return _time(payload)
        if kind == 'timedelta':
            return datetime.timedelta(microseconds=payload)
        if kind == 'range':
            return range(*payload)
        if kind == 'int':
            return int(payload, 16)
        if kind == 'object':
            if isinstance(payload, list):
                return _stand_in(*payload)
            if payload not in self._objects:
                raise LookupError('the object belongs to another process of plug-ins')
            return self._objects[payload]
        raise ValueError('mitorun sent a value of the unknown kind %s' % kind)

    def _mark_data(self, value):
        """Strings that hold template syntax are marked as data, for an ansible-core that would render them."""
        kind = type(value)
        if kind is str:
            return self.data(value) if has_syntax(value) else value
        if kind is list:
            return [self._mark_data(member) for member in value]
        if kind is tuple:
            return tuple(self._mark_data(member) for member in value)
        if kind is dict:
            return {key: self._mark_data(member) for key, member in value.items()}
        return value


def _text(show, value):
    """What a class of a plug-in's own says of its object, if it does not fail."""
    try:
        return show(value)
    except Exception as error:
        return '<< context unavailable: %s >>' % error


def _stand_in(name, representation, text):
    """In place of an object that was another process's: it has the type's name and the texts."""
    members = {'__repr__': lambda self: representation, '__str__': lambda self: text}
    return type(str(name), (object,), members)()


def has_syntax(text):
    return any(delimiter in text for delimiter in _DELIMITERS)


def _undefined_message(value):
    message = getattr(value, '_undefined_message', None)
    return message if isinstance(message, str) else 'undefined value'


def _datetime_fields(value):
    return [value.year, value.month, value.day] + _time_fields(value)


def _time_fields(value):
    offset = value.utcoffset()
    seconds = None if offset is None else offset.days * 86400 + offset.seconds
    return [value.hour, value.minute, value.second, value.microsecond, seconds]


def _datetime(fields):
    return datetime.datetime(*fields[:-1], tzinfo=_zone(fields[-1]))


def _time(fields):
    return datetime.time(*fields[:-1], tzinfo=_zone(fields[-1]))


def _zone(offset):
    return None if offset is None else datetime.timezone(datetime.timedelta(seconds=offset))
