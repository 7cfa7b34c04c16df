"""Inventory plug-ins: they get what earlier sources gave, and what they add or change of it goes back."""

import os

from mitorun_controller import failure
from mitorun_controller.values import has_syntax


class InventoryPlugins(object):
    def __init__(self, loader):
        self._loader = loader

    def accepts(self, name, source, directories):
        return bool(_plugin(name, directories).verify_file(source))

    def parse(self, name, source, directories, earlier, extra_vars, cache):
        """The inventory after the plug-in has read the source, as far as it differs from the earlier one.

        What it has added before it fails stays, as under Ansible; `error` says why it failed.
        """
        from ansible.inventory.data import InventoryData
        from ansible.utils import vars as variables

        plugin = _plugin(name, directories)
        # What ansible-core would read from the command line, once.
        variables.load_extra_vars.extra_vars = _as_written(extra_vars)
        inventory = InventoryData()
        known = _fill(inventory, _as_written(earlier))
        inventory.current_source = source
        error = None
        try:
            plugin.parse(_for_plugin(inventory, plugin, source), self._loader, source, cache=cache)
            if hasattr(plugin, 'update_cache_if_changed'):
                plugin.update_cache_if_changed()
        except Exception as raised:
            error = failure.describe(raised)
        return dict(_changes(inventory, known), error=error)


def _plugin(name, directories):
    from ansible.errors import AnsibleParserError
    from ansible.plugins.loader import inventory_loader

    for directory in directories:
        if os.path.isdir(directory):
            inventory_loader.add_directory(directory)
    plugin = inventory_loader.get(name)
    if plugin is None:
        raise AnsibleParserError('Failed to load inventory plugin, skipping %s' % name)
    return plugin


def _fill(inventory, earlier):
    """Gives the variables of each group and host as they are before the plug-in has its turn."""
    for host, members in earlier['hosts'].items():
        inventory.add_host(host)
        inventory.hosts[host].vars = dict(members)
    for group, described in earlier['groups'].items():
        inventory.add_group(group)
        inventory.groups[group].vars = dict(described['vars'])
        inventory.groups[group].priority = described['priority']
    for group, described in earlier['groups'].items():
        for child in described['children'] + described['hosts']:
            inventory.add_child(group, child)
    return dict((entity, dict(entity.vars)) for entity in _entities(inventory))


def _as_written(value):
    """The value with its texts as the user's own, but for those that look like templates and are data."""
    try:
        from ansible.template import trust_as_template
    except ImportError:
        return value
    if isinstance(value, str):
        return value if has_syntax(value) else trust_as_template(value)
    if isinstance(value, dict):
        return dict((key, _as_written(member)) for key, member in value.items())
    if isinstance(value, list):
        return [_as_written(member) for member in value]
    return value


def _entities(inventory):
    return list(inventory.groups.values()) + list(inventory.hosts.values())


def _for_plugin(inventory, plugin, source):
    """ansible-core 2.19 and later mark what the plug-in sets as templates or as data."""
    try:
        from ansible._internal._datatag._tags import Origin
        from ansible.inventory.manager import _InventoryDataWrapper
    except ImportError:
        return inventory
    origin = Origin(description='<inventory plugin %r with source %r>' % (plugin._load_name, str(source)))
    return _InventoryDataWrapper(inventory, target_plugin=plugin, origin=origin)


def _changes(inventory, known):
    groups = [
        {
            'name': group.name,
            'vars': _changed(group, known),
            'priority': group.priority,
            'children': [child.name for child in group.child_groups],
            'hosts': [host.name for host in group.hosts],
        }
        for group in inventory.groups.values()
    ]
    hosts = [{'name': host.name, 'vars': _changed(host, known)} for host in inventory.hosts.values()]
    return {'groups': groups, 'hosts': hosts}


def _changed(entity, known):
    """The variables that are new or others than before: name, value, and whether its texts are data."""
    before = known.get(entity, {})
    own = ('inventory_file', 'inventory_dir')
    return [
        [name, _storable(value), is_data(value)]
        for name, value in entity.vars.items()
        if not (name in before and before[name] is value) and not (entity not in known and name in own)
    ]


def _storable(value):
    """The value with vaulted texts in the form that inventory scripts give them in."""
    ciphertext = getattr(value, '_ciphertext', None)
    if ciphertext is not None:
        return {'__ansible_vault': str(ciphertext)}
    if isinstance(value, dict):
        return dict((key, _storable(member)) for key, member in value.items())
    if isinstance(value, list):
        return [_storable(member) for member in value]
    return value


def is_data(value):
    """Whether a text in it is no template whatever it looks like; only ansible-core 2.19 and later say so."""
    try:
        from ansible.template import is_trusted_as_template
    except ImportError:
        return False
    if isinstance(value, str):
        return not is_trusted_as_template(value)
    if isinstance(value, dict):
        return any(is_data(member) for member in value.values())
    return isinstance(value, (list, tuple)) and any(is_data(member) for member in value)
