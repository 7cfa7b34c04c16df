"""Tasks that need a connection or become plug-in which only Python has, carried out by ansible-core's own TaskExecutor.

One process serves one task of one host: its loop items and tries come one after the other, and the connection is used
again as long as Ansible would use it again, and closed when mitorun hangs up.
"""

import inspect
import os
import signal
import sys

from mitorun_controller import failure, forked
from mitorun_controller.actions import answer
from mitorun_controller.fetched_dict import FetchedDict
from mitorun_controller.result_messages import as_data, is_of_module
from mitorun_controller.stand_ins import make_parent, make_task

# What mitorun decides itself from its own values.
_NOT_OF_THE_RESULT = ('_ansible_notify', '_ansible_delegated_vars')


def start(address, token, parent_descriptors, codec, messages, make_loader):
    """Forks; gives the child's process id."""

    def work(channel):
        # A task whose time is over is ended; its connection is closed all the same.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        tasks = ConnectedTasks(channel, make_loader(channel))
        try:
            while True:
                request = channel.read()
                if request is None:
                    break
                channel.reply(tasks.answer(request, codec, messages))
        finally:
            tasks.close()

    return forked.start(address, token, parent_descriptors, codec, work)


class ConnectedTasks(object):
    def __init__(self, channel, loader):
        self._channel = channel
        self._loader = loader
        self._executor = None

    def answer(self, request, codec, messages):
        messages.take()
        handler = getattr(self, '_on_' + request['request'])
        return answer(lambda: handler(request['task']), codec, messages)

    def close(self):
        connection = self._executor and self._executor._connection
        if connection:
            connection.close()

    def _on_run(self, description):
        from ansible.errors import AnsibleActionSkip

        executor, variables = self._prepare(description)
        try:
            result = dict(_execute(executor, variables))
        except AnsibleActionSkip as skip:
            result = dict(skip.result or {}, _ansible_raised_skip=True, msg=failure.chained_text(skip))
        for name in _NOT_OF_THE_RESULT:
            result.pop(name, None)
        return {'is_of_module': is_of_module(result), 'result': as_data(result)}

    def _on_reset(self, description):
        """Has the plug-in forget its session (`meta: reset_connection`)."""
        executor, variables = self._prepare(description)
        templar = _templar(executor, variables)
        context = executor._play_context.set_task_and_variable_override(
            task=executor._task, variables=variables, templar=templar
        )
        executor._play_context = context
        executor._connection = executor._get_connection(variables, templar, context.connection)
        executor._set_connection_options(variables, templar)
        executor._connection.reset()

    def _prepare(self, description):
        from ansible import context
        from ansible.playbook.play_context import PlayContext
        from ansible.utils.context_objects import CLIArgs

        context.CLIARGS = CLIArgs(_with_defaults(description['command_line']))
        variables = FetchedDict(self._channel).copy()
        for name in description['computed_variables']:
            variables.pop(name, None)
        if self._executor is None:
            self._executor = _make_executor(description, self._loader)
        executor = self._executor
        executor._task = self._make_task(description)
        executor._job_vars = variables
        executor._play_context = PlayContext(None, description['passwords'])
        return executor, variables

    def _make_task(self, description):
        task = make_task(description, self._loader)
        task.poll = 0
        task.module_defaults = description['module_defaults']
        for name, value in description['keywords'].items():
            setattr(task, name, value)
        task._parent = make_parent()
        task.squash()
        return task


def _with_defaults(arguments):
    """What Ansible's own parser puts where the command line says nothing."""
    from ansible import constants

    settings = {
        'become_method': 'DEFAULT_BECOME_METHOD',
        'connection': 'DEFAULT_TRANSPORT',
        'private_key_file': 'DEFAULT_PRIVATE_KEY_FILE',
        'remote_user': 'DEFAULT_REMOTE_USER',
        'timeout': 'DEFAULT_TIMEOUT',
    }
    missing = (name for name in settings if arguments.get(name) is None)
    return dict(arguments, **{name: getattr(constants, settings[name]) for name in missing})


class _Unheard(object):
    """Stands for the queue and the variables of the whole run: mitorun has both."""

    def send_callback(self, *_, **__):
        return

    def get_delegated_vars_and_hostname(self, templar, task, variables):
        return {}, task.delegate_to


def _make_executor(description, loader):
    from ansible.executor.task_executor import TaskExecutor
    from ansible.inventory.host import Host
    from ansible.plugins import loader as loaders

    _let_sessions_find_ansible()
    # What it is constructed with differs between versions; what it keeps doesn't.
    executor = TaskExecutor.__new__(TaskExecutor)
    host = Host(description['host'])
    host.address = description['address']
    executor._host = host
    executor._new_stdin = os.devnull
    executor._loader = loader
    executor._shared_loader_obj = loaders
    executor._connection = None
    executor._final_q = executor._variable_manager = _Unheard()
    executor._loop_eval_error = None
    return executor


def _let_sessions_find_ansible():
    """A network plug-in's session is a program of its own, which must import the same ansible-core."""
    from ansible.executor import task_executor

    start_connection = task_executor.start_connection
    parent = os.path.dirname(os.path.dirname(os.path.dirname(task_executor.__file__)))

    def start_with_path(*arguments):
        before = os.environ.get('PYTHONPATH')
        os.environ['PYTHONPATH'] = os.pathsep.join(filter(None, [parent, before]))
        try:
            return start_connection(*arguments)
        finally:
            if before is None:
                del os.environ['PYTHONPATH']
            else:
                os.environ['PYTHONPATH'] = before

    task_executor.start_connection = start_with_path


def _templar(executor, variables):
    """What a TaskExecutor of this version takes as its templar."""
    try:
        from ansible._internal._templating._engine import TemplateEngine as Templar
    except ImportError:
        from ansible.template import Templar
    return Templar(loader=executor._loader, variables=variables)


def _execute(executor, variables):
    """One try, without what mitorun does around it. Raises what the plug-ins raise, where this version lets it out."""
    # Since ansible-core 2.19 `_execute` makes results of errors.
    execute = getattr(executor, '_execute_internal', executor._execute)
    if 'templar' in inspect.signature(execute).parameters:
        return execute(_templar(executor, variables), variables)
    return execute(variables)
