"""What plug-ins of ansible-core 2.19 on expect of the template engine around them; earlier versions need none of it.

Its engine takes exact dicts as the variables of a template, and knows at any time what is being rendered.
"""

import contextlib
from collections.abc import Mapping

from mitorun_controller.fetched_dict import FetchedDict


class _FetchedLayer(Mapping):
    """One layer of a template's variables; what is read is rendered then, as the engine's own layers do it."""

    def __init__(self, variables, rendering):
        self._variables = variables
        self._rendering = rendering

    def __getitem__(self, name):
        return self._rendering({name: self._variables[name]})[name]

    def __contains__(self, name):
        return name in self._variables

    def __iter__(self):
        return iter(self._variables)

    def __len__(self):
        return len(self._variables)


def accept_fetched_variables():
    try:
        from ansible._internal._templating import _jinja_bits, _lazy_containers
    except ImportError:
        return
    rendering = _lazy_containers._AnsibleLazyTemplateMixin._try_create
    flatten = _jinja_bits._flatten_and_lazify_vars

    def flatten_fetched(mapping):
        if type(mapping) is FetchedDict:
            return [_FetchedLayer(mapping, rendering)]
        return flatten(mapping)

    _jinja_bits._flatten_and_lazify_vars = flatten_fetched


@contextlib.contextmanager
def while_templating(templar):
    """Within it plug-ins find themselves called by this templar."""
    try:
        from ansible._internal._templating._engine import TemplateOptions
        from ansible._internal._templating._utils import TemplateContext
    except ImportError:
        yield
        return
    options = TemplateOptions.DEFAULT
    with TemplateContext(template_value='', templar=templar._engine, options=options, stop_on_template=False):
        yield


def environment_of(templar):
    # Where there is an engine behind the templar, asking the templar itself is deprecated.
    return getattr(templar, '_engine', templar).environment


def rendering(templar, variables):
    """The variables as a context has them: each rendered when it is read, which ansible-core 2.19 sees to itself."""
    try:
        from ansible.template.vars import AnsibleJ2Vars
    except ImportError:
        return variables
    return AnsibleJ2Vars(templar, templar.environment.globals)
