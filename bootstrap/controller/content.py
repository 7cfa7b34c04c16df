"""The user's ansible-core: imported and told of the run."""

import importlib.util
import os
import shutil
import sys


def use_ansible(parent):
    """Makes `ansible` importable from the directory `parent`; what Python finds by itself is left where it is."""
    spec = importlib.util.find_spec('ansible')
    found = spec.origin if spec and spec.origin else ''
    if os.path.realpath(os.path.dirname(os.path.dirname(found))) != os.path.realpath(parent):
        sys.path.insert(0, parent)


def remove_local_files():
    """The directory that ansible-core makes when it is imported; it leaves it to the interpreter's orderly end."""
    constants = sys.modules.get('ansible.constants')
    directory = getattr(constants, 'DEFAULT_LOCAL_TMP', None)
    if isinstance(directory, str) and os.path.basename(directory).startswith('ansible-local-'):
        shutil.rmtree(directory, ignore_errors=True)


def prepare_loaders():
    """Collections and plug-ins can be found from here on. Before ansible-core 2.15 importing the loaders was enough."""
    from ansible.plugins import loader

    if hasattr(loader, 'init_plugin_loader'):
        loader.init_plugin_loader()


def add_directories(directories):
    """Each directory's `filter_plugins/`, `action_plugins/`... count from now on, after those that do already."""
    from ansible.plugins.loader import get_all_plugin_loaders

    for directory in directories:
        for _, loader in get_all_plugin_loaders():
            if not loader.subdir:
                continue
            path = os.path.join(directory, loader.subdir)
            if os.path.isdir(path):
                loader.add_directory(path)


class TemplateText(str):
    """A template that the user wrote, for an ansible-core that renders every string without a mark."""


def teach_codec(codec):
    """How this ansible-core marks templates and data, and what its undefined and omitted values are."""
    from jinja2.runtime import Undefined

    codec.undefined_type = (Undefined,)
    try:
        from ansible.template import is_trusted_as_template, trust_as_template
        from ansible._internal._templating._utils import Omit
    except ImportError:
        from ansible.utils.unsafe_proxy import AnsibleUnsafeText

        codec.data = AnsibleUnsafeText
        codec.template = TemplateText
        codec.is_template = lambda text: not isinstance(text, AnsibleUnsafeText)
    else:
        codec.template = trust_as_template
        codec.is_template = is_trusted_as_template
        codec.omit = Omit
    try:
        from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode
    except ImportError:
        return
    codec.vaulted_type = (AnsibleVaultEncryptedUnicode,) if isinstance(AnsibleVaultEncryptedUnicode, type) else ()
