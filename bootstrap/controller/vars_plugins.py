"""Variables from the user's vars plug-ins for groups or hosts, of one directory beside an inventory or playbook."""


from mitorun_controller.inventory_plugins import is_data


class VarsPlugins(object):
    def __init__(self, loader):
        from ansible.plugins.loader import vars_loader

        self._loader = loader
        self._vars_loader = vars_loader

    def get(self, path, kind, names, enabled):
        """What all plug-ins but Ansible's own reader of group_vars and host_vars give, a later one over an earlier one.

        With the names of those variables whose texts are data.
        """
        from ansible.inventory.group import Group
        from ansible.inventory.host import Host
        from ansible.utils.vars import combine_vars

        entity = Group if kind == 'group_vars' else Host
        entities = [entity(name) for name in names]
        found = {}
        for plugin in self._plugins(enabled):
            found = combine_vars(found, plugin.get_vars(self._loader, path, entities))
        return [found, [str(name) for name, value in found.items() if is_data(value)]]

    def _plugins(self, enabled):
        plugins = [plugin for plugin in self._vars_loader.all() if _may_run(plugin, enabled)]
        plugins += [self._vars_loader.get(name) for name in enabled if '.' in name]
        unique = dict((_name_of(plugin), plugin) for plugin in plugins if plugin is not None)
        return [plugin for name, plugin in unique.items() if name.split('.')[-1] != 'host_group_vars']


def _may_run(plugin, enabled):
    required = getattr(plugin, 'REQUIRES_ENABLED', getattr(plugin, 'REQUIRES_WHITELIST', False))
    return not required or _name_of(plugin) in enabled


def _name_of(plugin):
    return getattr(plugin, 'ansible_name', None) or plugin._load_name
