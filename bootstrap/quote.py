"""shlex.quote, which Python 2.7 keeps elsewhere."""

try:
    from shlex import quote
except ImportError:
    from pipes import quote

__all__ = ['quote']
