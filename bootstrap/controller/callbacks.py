"""Callback plug-ins: loaded and called by ansible-core's own TaskQueueManager, with events that come from mitorun."""

import atexit
import gc
import threading

from mitorun_controller.callback_objects import CallbackObjects

# The stdout callback that is loaded, and never called, where mitorun's own writes to the screen.
_PLACEHOLDER = 'ansible.builtin.default'


class Callbacks(object):
    def __init__(self, channel, loader, messages):
        self._messages = messages
        self._objects = CallbackObjects(channel, loader)
        self._queue_manager = None

    def load(self, stdout, additional, arguments):
        """Loads what is enabled; gives the names of the methods that any plug-in has, None for all of them.

        `stdout` is None where mitorun itself writes to the screen; without `additional` the stdout callback is the only
        one; `arguments` are those of the command line, under Ansible's names.
        """
        from ansible import context
        from ansible.executor.task_queue_manager import TaskQueueManager
        from ansible.utils.context_objects import CLIArgs

        context.CLIARGS = CLIArgs(arguments)
        manager = TaskQueueManager.__new__(TaskQueueManager)
        # The stdout callback has another name here in each generation of ansible-core.
        manager._stdout_callback = manager._stdout_callback_name = stdout or _PLACEHOLDER
        manager._run_additional_callbacks = additional
        manager._run_tree = False
        manager._callback_plugins = []
        manager._callbacks_loaded = False
        manager._callback_lock = threading.Lock()
        with self._messages.verbatim():
            manager.load_callbacks()
        self._queue_manager = manager
        if stdout is None:
            self._plugins()[0].disabled = True
        return self._wanted()

    def send(self, event):
        """One event, as CallbackObjects describes it, to all plug-ins. What they raise is a warning."""
        with self._messages.verbatim():
            method, args, keywords = self._objects.call(event)
            if method == 'v2_playbook_on_play_start':
                self._set_play_context(args[0])
            self._queue_manager.send_callback(method, *args, **keywords)

    def end(self):
        """What plug-ins have left for the end of the program: they find their output still there."""
        with self._messages.verbatim():
            self._queue_manager = None
            gc.collect()
            atexit._run_exitfuncs()

    def _plugins(self):
        manager = self._queue_manager
        first = manager._stdout_callback
        return ([] if isinstance(first, str) else [first]) + manager._callback_plugins

    def _wanted(self):
        from ansible.plugins.callback import CallbackBase

        wanted = set()
        for plugin in self._plugins():
            if getattr(plugin, 'disabled', False):
                continue
            implemented = getattr(plugin, '_implemented_callback_methods', None)
            if implemented is None or 'v2_on_any' in implemented:
                return None
            wanted.update(implemented)
            if type(plugin).set_play_context is not CallbackBase.set_play_context:
                wanted.add('v2_playbook_on_play_start')
        return sorted(wanted)

    def _set_play_context(self, play):
        from ansible.playbook.play_context import PlayContext

        play_context = PlayContext(play, {})
        for plugin in self._plugins():
            if hasattr(plugin, 'set_play_context') and not getattr(plugin, 'disabled', False):
                plugin.set_play_context(play_context)

