"""A cache plug-in for facts, as ansible-core loads and wraps it for its own runs."""


class FactCache(object):
    def __init__(self, name):
        from ansible.errors import AnsibleError
        from ansible.plugins.loader import cache_loader

        self._plugin = cache_loader.get(name)
        if not self._plugin:
            raise AnsibleError('Unable to load the cache plugin %r.' % name)

    def get(self, host):
        """A list with the host's facts, empty where it has none."""
        if not self._plugin.contains(host):
            return []
        try:
            return [self._plugin.get(host)]
        except KeyError:
            return []

    def set(self, host, facts):
        self._plugin.set(host, facts)

    def delete(self, host):
        try:
            self._plugin.delete(host)
        except KeyError:
            return
