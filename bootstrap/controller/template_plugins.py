"""Filters, tests and lookups, found by Ansible's own loaders and called as its template engine calls them."""

from collections.abc import Iterator

from mitorun_controller import failure
from mitorun_controller.fetched_dict import FetchedDict
from mitorun_controller.template_variables import environment_of, rendering, while_templating
from mitorun_controller.values import Missing


class TemplatePlugins(object):
    """Serves the requests `has`, `filter`, `test` and `lookup`."""

    def __init__(self, channel, loader):
        from ansible.plugins import loader as loaders
        from jinja2.runtime import Undefined

        self._undefined_type = Undefined
        self._channel = channel
        self._loader = loader
        self._jinja = {'filter': loaders.filter_loader, 'test': loaders.test_loader}
        self._lookups = loaders.lookup_loader
        self._found = {}

    def forget(self):
        """Directories were added: what was not there may be now."""
        self._found.clear()

    def has(self, kind, name):
        """The plug-in's full name, or None where there is none. Raises what its loading raises."""
        plugin = self._find(kind, name)
        return None if plugin is None else getattr(plugin, 'ansible_name', name)

    def filter(self, name, args, keywords):
        return self._call('filter', name, args, keywords)

    def test(self, name, args, keywords):
        answer = self._call('test', name, args, keywords)
        if isinstance(answer, bool):
            return [answer, None]
        return [bool(answer), str(type(answer))]

    def lookup(self, name, terms, options, directory):
        self._loader.set_basedir(directory)
        variables = FetchedDict(self._channel)
        templar = self._templar(variables)
        plugin = failure.loading(lambda: self._lookups.get(name, loader=self._loader, templar=templar))
        if plugin is None:
            raise LookupError("The lookup plugin '%s' was not found." % name)
        with while_templating(templar):
            terms, options = _with_undefined(terms), _with_undefined(options)
            if not getattr(plugin, 'accept_args_markers', False):
                for value in terms + list(options.values()):
                    if isinstance(value, self._undefined_type):
                        return value
            try:
                found = plugin.run(terms, variables=variables, **options)
            except Exception as error:
                # What used something undefined is undefined.
                source = getattr(error, 'source', None)
                if isinstance(source, self._undefined_type):
                    return source
                raise
        if isinstance(found, (str, bytes)) or not hasattr(found, '__len__') or hasattr(found, 'keys'):
            raise TypeError('returned %s instead of %s' % (type(found), list))
        return list(found)

    def _find(self, kind, name):
        key = (kind, name)
        if key not in self._found:
            try:
                plugin = self._jinja[kind].get(name)
            except KeyError:
                plugin = None
            self._found[key] = plugin
        return self._found[key]

    def _call(self, kind, name, args, keywords):
        function = self._find(kind, name).j2_function
        wanted = getattr(function, 'jinja_pass_arg', None)
        if wanted is None:
            return _complete(function(*args, **keywords))
        variables = FetchedDict(self._channel)
        templar = self._templar(variables)
        with while_templating(templar):
            leading = _asked_of_jinja(wanted.name, environment_of(templar), rendering(templar, variables))
            return _complete(function(leading, *args, **keywords))

    def _templar(self, variables):
        from ansible.template import Templar

        return Templar(loader=self._loader, variables=variables)


def _asked_of_jinja(wanted, environment, variables):
    """What a function that asked Jinja2 for its context or environment gets first."""
    if wanted == 'environment':
        return environment
    context = environment.from_string('').new_context(variables, shared=True)
    return context if wanted == 'context' else context.eval_ctx


def _complete(result):
    """A generator does its work here, where what it needs is there and its failures belong to the plug-in."""
    return list(result) if isinstance(result, Iterator) else result


def _with_undefined(value):
    """The value with this ansible-core's own undefined in place of what mitorun sent as missing."""
    if isinstance(value, Missing):
        try:
            from ansible._internal._templating._jinja_common import UndefinedMarker
        except ImportError:
            from jinja2.runtime import StrictUndefined

            return StrictUndefined(hint=value.message)
        return UndefinedMarker(hint=value.message)
    kind = type(value)
    if kind in (list, tuple):
        return kind(_with_undefined(member) for member in value)
    if kind is dict:
        return dict((key, _with_undefined(member)) for key, member in value.items())
    return value
