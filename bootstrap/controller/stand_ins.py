"""What an action plug-in is given in place of Ansible's own task, play context and connection."""

import os


def make_task(description, loader):
    """A real Task with the values of the one that mitorun carries out; `loader` starts from its playbook."""
    from ansible.playbook.task import Task

    task = Task()
    loader.set_basedir(description['playbook_directory'])
    task._loader = loader
    task.action = description['action']
    task.resolved = True
    task.args = description['args']
    task.name = description['name']
    task.async_val = description['async']
    task.check_mode = description['check_mode']
    task.diff = description['diff']
    task.no_log = description['no_log']
    task.delegate_to = description['delegate_to']
    task.environment = [description['environment']]
    task.collections = description['collections']
    task.connection = description['connection']
    task.get_search_path = lambda: description['search_path']
    if description['role_path'] is not None:
        task._role = Role(description['role_path'], os.path.basename(description['role_path']))
    return task


def make_parent():
    """A block in a play, both empty: what actions look at for what is said of groups of modules."""
    from ansible.playbook.block import Block
    from ansible.playbook.play import Play

    play = Play()
    play._action_groups = {}
    play._group_actions = {}
    return Block(play=play)


class Role(object):
    """As much of a role as plug-ins look at: where it is, and its name."""

    def __init__(self, path, name, collection=None):
        self._role_path = path
        self._role_name = name
        self._role_collection = collection

    def get_name(self, include_role_fqcn=True):
        if include_role_fqcn and self._role_collection:
            return '%s.%s' % (self._role_collection, self._role_name)
        return self._role_name

    def __repr__(self):
        return self.get_name()


def make_play_context(description):
    from ansible.playbook.play_context import PlayContext

    context = PlayContext()
    context.connection = description['connection']
    context.remote_addr = description['address']
    context.remote_user = description['remote_user']
    context.check_mode = description['check_mode']
    context.diff = description['diff']
    context.no_log = description['no_log']
    context.become = description['become_user'] is not None
    context.become_user = description['become_user']
    return context


def make_connection(description, play_context, channel, variables):
    """The connection plug-in of this name with its own options, but mitorun's connection in place of its work."""
    from ansible.plugins.loader import connection_loader

    # A connection that only mitorun has has no options that a plug-in could ask for.
    known = connection_loader.find_plugin(description['connection']) is not None
    name = description['connection'] if known else 'local'
    connection = connection_loader.get(name, play_context, os.devnull)
    _Remote(channel).take_over(connection)
    connection.set_options(var_options=variables)
    connection._shell.set_options(var_options=variables)
    return connection


class _Remote(object):
    """The target as mitorun reaches it: become is applied already."""

    def __init__(self, channel):
        self._channel = channel

    def take_over(self, connection):
        connection._connect = lambda: connection
        connection.close = lambda: None
        connection.reset = self.reset
        connection.exec_command = self.exec_command
        connection.put_file = self.put_file
        connection.fetch_file = self.fetch_file
        connection._connected = True
        connection.become = None

    def reset(self):
        self._channel.call('reset')

    def exec_command(self, cmd, in_data=None, sudoable=True):
        if isinstance(in_data, str):
            in_data = in_data.encode('utf-8', 'surrogateescape')
        command = cmd.decode('utf-8', 'surrogateescape') if isinstance(cmd, bytes) else cmd
        # When Ansible's ssh asks for a terminal.
        terminal = bool(not in_data and sudoable)
        outcome = self._channel.call('command', command=command, stdin=in_data, terminal=terminal)
        return outcome['rc'], outcome['stdout'], outcome['stderr']

    def put_file(self, in_path, out_path):
        self._channel.call('put_file', source=_text(in_path), destination=_text(out_path))

    def fetch_file(self, in_path, out_path):
        self._channel.call('fetch_file', source=_text(in_path), destination=_text(out_path))


def _text(path):
    return path.decode('utf-8', 'surrogateescape') if isinstance(path, bytes) else path


def use_remote_modules(channel):
    """Modules that actions run go through mitorun, which has the target's agent run them."""
    from ansible.plugins.action import ActionBase

    def execute_module(
        self,
        module_name=None,
        module_args=None,
        task_vars=None,
        persist_files=False,
        delete_remote_tmp=None,
        wrap_async=False,
        **_
    ):
        arguments = self._task.args if module_args is None else module_args
        result = channel.call(
            'run_module',
            name=module_name or self._task.action,
            args=dict(arguments),
            background=bool(wrap_async),
            check_mode=bool(self._task.check_mode),
        )
        return result

    def make_tmp_path(self, remote_user=None):
        self._connection._shell.tmpdir = channel.call('temporary_directory')
        return self._connection._shell.tmpdir

    def remove_tmp_path(self, tmp_path, force=False):
        if tmp_path:
            channel.call('remove', path=_text(tmp_path))
        self._connection._shell.tmpdir = None

    ActionBase._execute_module = execute_module
    # The agent has a directory that the account it runs as may use, whoever logged in.
    ActionBase._make_tmp_path = make_tmp_path
    ActionBase._remove_tmp_path = remove_tmp_path
