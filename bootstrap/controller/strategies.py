"""Strategy plug-ins: what one changes of the ansible-core strategy that it derives from."""

import os
import sys

_OF_EVERY_CLASS = frozenset(
    ('__annotations__', '__dict__', '__doc__', '__firstlineno__', '__module__', '__static_attributes__', '__weakref__')
)


def describe(name):
    """`base` is the strategy of ansible-core that the plug-in derives from, empty for none; `overridden` what it changes of it."""
    from ansible.plugins.loader import strategy_loader

    found = strategy_loader.get_with_context(name, class_only=True).object
    if found is None:
        return None
    own = []
    for ancestor in found.__mro__:
        base = _name_in_core(ancestor)
        if base is not None:
            return {'base': base, 'overridden': sorted(_overridden(own, ancestor))}
        own.append(ancestor)
    return {'base': '', 'overridden': []}


def _name_in_core(ancestor):
    """The strategy's name; None for a class of anybody else: their files have modules of the same package."""
    from ansible.plugins import strategy

    path = getattr(sys.modules.get(ancestor.__module__), '__file__', None)
    if path is None or ancestor.__name__ != 'StrategyModule':
        return None
    directory, file = os.path.split(os.path.realpath(path))
    return os.path.splitext(file)[0] if directory == os.path.realpath(os.path.dirname(strategy.__file__)) else None


def _overridden(own, base):
    for ancestor in own:
        for member, value in vars(ancestor).items():
            if member not in _OF_EVERY_CLASS and hasattr(base, member) and getattr(base, member) is not value:
                yield member
