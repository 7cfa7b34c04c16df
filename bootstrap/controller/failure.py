"""An exception as mitorun shows it."""

import traceback


def describe(error):
    """Its text with those of its causes, its type, its traceback, whether it makes a host unreachable, and whether it
    was raised while another one was handled."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {
        'message': chained_text(error),
        'type': type(error).__name__,
        'traceback': ''.join(lines),
        'unreachable': any(_is_of_connection(link) for link in _chain(error)),
        'apart': _is_from_handler(error),
        'hint': _help_of(error),
        'loading': getattr(error, '_mitorun_is_from_loading', False),
    }


def loading(load):
    """What `load` gives; what it raises is marked as raised before the plug-in could be called."""
    try:
        return load()
    except Exception as error:
        error._mitorun_is_from_loading = True
        raise


def _help_of(error):
    text = getattr(error, '_help_text', None)
    return text if isinstance(text, str) else None


def _is_from_handler(error):
    if error.__cause__ is not None or getattr(error, 'orig_exc', None) is not None:
        return False
    return error.__context__ is not None and not error.__suppress_context__


def _chain(error):
    while error is not None:
        yield error
        error = error.__cause__


def _is_of_connection(error):
    return any(kind.__name__ == 'AnsibleConnectionFailure' for kind in type(error).__mro__)


def chained_text(error):
    """Messages from the outside in, joined by colons; one that says its cause already is not told twice."""
    text = _own_text(error)
    cause = error.__cause__
    while cause is not None:
        inner = _own_text(cause)
        if inner and inner not in text:
            text = '%s: %s' % (text.rstrip('.'), inner) if text else inner
        cause = cause.__cause__
    return text or type(error).__name__


def _own_text(error):
    # The str() of an AnsibleError has its causes and places in it, in each version's own manner.
    own = getattr(error, '_message', None)
    return (own if isinstance(own, str) else str(error)).strip()
