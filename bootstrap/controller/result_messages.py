"""Errors, warnings and deprecations inside a task's result, which ansible-core 2.19 on keeps as objects."""

import dataclasses


def is_of_module(result):
    """Whether a module, not the action around it, says that the task failed."""
    kind = getattr(result.get('exception'), 'error_type', None)
    if kind is not None:
        return getattr(kind, 'context', None) == 'target'
    return '_ansible_parsed' in result


def as_data(value):
    """The value with such objects as modules send them: dicts that name their type in `__ansible_type`."""
    if isinstance(value, dict):
        return {key: as_data(member) for key, member in value.items()}
    if isinstance(value, list):
        return [as_data(member) for member in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = {field.name: as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
        # The class of the error is told apart from it.
        members.pop('error_type', None)
        return dict(members, __ansible_type=type(value).__name__)
    return value
