"""Ansible's own objects for the events of a run: real ones, filled with what mitorun tells of hosts, tasks and results.

An event is a dict: `method` names what is called; the other members are what its arguments are made from.
"""

from mitorun_controller.stand_ins import Role


class CallbackObjects(object):
    def __init__(self, channel, loader):
        self._channel = channel
        self._loader = loader
        self._hosts = {}
        self._play = None

    def call(self, event):
        """The method with its arguments, positional and by name."""
        method = event['method']
        if 'result' in event:
            names = {'ignore_errors': event['ignore_errors']} if method == 'v2_runner_on_failed' else {}
            return method, [self._result(event)], names
        if method == 'v2_playbook_on_start':
            return method, [self._playbook(event['path'], event['directory'])], {}
        if method == 'v2_playbook_on_play_start':
            return method, [self._play_of(event['play'])], {}
        if method == 'v2_playbook_on_task_start':
            return method, [self._task(event['task'])], {'is_conditional': False}
        if method == 'v2_runner_on_start':
            return method, [self._host(event['host']), self._task(event['task'])], {}
        if method == 'v2_playbook_on_include':
            return method, [self._included(event)], {}
        if method == 'v2_playbook_on_notify':
            return method, [self._task(event['task']), self._host(event['host'])], {}
        if method == 'v2_playbook_on_stats':
            return method, [_stats(event)], {}
        if 'task' in event:
            return method, [self._task(event['task'])], {}
        return method, [], {}

    def _playbook(self, path, directory):
        from ansible.playbook import Playbook

        playbook = Playbook(self._loader)
        playbook._file_name = path
        playbook._basedir = directory
        return playbook

    def _play_of(self, description):
        from ansible.playbook.play import Play

        play = Play()
        play._loader = self._loader
        play._variable_manager = _Variables(self._channel, description)
        play._uuid = description['uuid']
        _set_fields(play, description['fields'])
        play.name = description['name']
        play.strategy = description['strategy']
        play.hosts = description['hosts']
        path = description['path']
        play.get_path = lambda: path
        tasks = [[_named_task(**task) for task in block] for block in description['tasks']]
        play.get_tasks = lambda: tasks
        self._play = play
        return play

    def _task(self, description):
        from ansible.playbook.block import Block

        block = Block(play=self._play, implicit=True)
        task = _task_class(description['action'], description['is_handler'])(block=block)
        task._loader = self._loader
        task._variable_manager = getattr(self._play, '_variable_manager', None)
        task._uuid = description['uuid']
        _set_fields(task, description['fields'])
        task.name = description['name']
        task.action = description['action']
        task.args = description['args']
        task.check_mode = description['check_mode']
        task.diff = description['diff']
        task.no_log = description['no_log']
        task.implicit = description['implicit']
        role = description['role']
        if role is not None:
            task._role = Role(role['path'], role['name'], role['collection'])
        path, shown = description['path'], description['shown']
        task.get_path = lambda: path
        if _task_class(task.action, False).__name__ == 'IncludeRole' or task.get_name() != shown:
            task.get_name = lambda include_role_fqcn=True: shown
        task._ds = _as_written(description)
        return task

    def _host(self, name):
        if name not in self._hosts:
            self._hosts[name] = _make_host(self._channel, name)
        return self._hosts[name]

    def _result(self, event):
        task = self._task(event['task'])
        data = event['result']
        if event['method'] != 'v2_runner_retry':
            data = _with_no_log(data)
        delegate = event['delegate_to']
        if delegate is not None:
            task.delegate_to = delegate
        kind = _result_class()
        if kind.__name__ == '_RawTaskResult':
            _add_summaries(data, event)
        elif event['error'] is not None:
            # It stands for a traceback, and there is none.
            data.pop('exception', None)
        fields = task.dump_attrs()
        fields['ignore_errors'] = event['ignore_errors']
        return kind(host=self._host(event['host']), task=task, return_data=data, task_fields=fields)

    def _included(self, event):
        from ansible.playbook.included_file import IncludedFile

        label = event['label']
        variables = {} if label is None else {'_ansible_item_label': label[0], 'item': label[0]}
        task = self._task(event['task'])
        included = IncludedFile(event['file'], {}, variables, task, is_role=event['is_role'])
        for host in event['hosts']:
            included.add_host(self._host(host))
        return included


def _with_no_log(result):
    """Each result says whether it is one to hide, loops for their items; what says the item comes last."""
    if isinstance(result.get('results'), list):
        items = [_with_no_log(item) if isinstance(item, dict) else item for item in result['results']]
        return dict(result, results=items)
    if '_ansible_no_log' in result:
        return result
    named = {}
    variable = result.get('ansible_loop_var')
    for key, value in result.items():
        if key == variable:
            named['_ansible_no_log'] = False
        named[key] = value
    named.setdefault('_ansible_no_log', False)
    return named


def _as_written(description):
    args = description['args']
    written = {'name': description['name']} if description['name'] else {}
    written[description['action']] = args['_raw_params'] if list(args) == ['_raw_params'] else args
    written.update((name, value) for name, value in description['fields'].items() if name != 'name')
    return written


def _task_class(action, is_handler):
    from ansible.playbook.handler import Handler
    from ansible.playbook.handler_task_include import HandlerTaskInclude
    from ansible.playbook.role_include import IncludeRole
    from ansible.playbook.task import Task
    from ansible.playbook.task_include import TaskInclude

    name = action.split('.')[-1]
    if name == 'include_role':
        return IncludeRole
    if name == 'include_tasks':
        return HandlerTaskInclude if is_handler else TaskInclude
    return Handler if is_handler else Task


def _named_task(name, action):
    from ansible.playbook.block import Block

    if not action:
        return Block()
    task = _task_class(action, False)()
    task.name, task.action = name, action
    return task


def _set_fields(target, fields):
    for name, value in fields.items():
        if name in target.fattributes and name not in ('name', 'action', 'args'):
            setattr(target, name, value)


def _result_class():
    try:
        from ansible.executor.task_result import _RawTaskResult

        return _RawTaskResult
    except ImportError:
        from ansible.executor.task_result import TaskResult

        return TaskResult


def _add_summaries(data, event):
    """From ansible-core 2.19 on results carry errors and warnings as objects, with their places and causes."""
    from ansible.module_utils._internal import _messages

    if event['error'] is not None:
        data['exception'] = _messages.ErrorSummary(event=_chain_of(event['error']))
    if event['warnings']:
        data['warnings'] = [
            _messages.WarningSummary(event=_chain_of([link])) for link in event['warnings']
        ]
    if event['deprecations']:
        data['deprecations'] = [_deprecation(**given) for given in event['deprecations']]


def _chain_of(links):
    from ansible.module_utils._internal import _messages

    event = None
    for link in reversed(links):
        chain = event and _messages.EventChain(
            msg_reason='<<< caused by >>>',
            traceback_reason='The above exception was the direct cause of the following exception:',
            event=event,
        )
        event = _messages.Event(
            msg=link['message'],
            formatted_source_context=link['context'],
            help_text=link['help'],
            chain=chain,
        )
    return event


def _deprecation(message, help, collection, plugin, version, date):
    from ansible.module_utils._internal import _messages

    kind = _messages.PluginType.MODULE if plugin is not None else None
    name = collection if plugin is None else plugin
    deprecator = None if name is None else _messages.PluginInfo(resolved_name=name, type=kind)
    event = _messages.Event(msg=message, help_text=help)
    return _messages.DeprecationSummary(event=event, deprecator=deprecator, date=date, version=version)


def _make_host(channel, name):
    from ansible.inventory.group import Group
    from ansible.inventory import host as host_module

    class Host(host_module.Host):
        """Its variables and groups are fetched when a plug-in reads them."""

        _vars = _groups = None

        @property
        def vars(self):
            if self._vars is None:
                self._vars = channel.call('host', name=name)['vars']
            return self._vars

        @vars.setter
        def vars(self, value):
            self._vars = value or None

        @property
        def groups(self):
            if self._groups is None:
                self._groups = [Group(group) for group in channel.call('host', name=name)['groups']]
            return self._groups

        @groups.setter
        def groups(self, value):
            self._groups = value or None

    return Host(name)


class _Variables(object):
    """As much of a variable manager as callbacks ask for."""

    def __init__(self, channel, play):
        self._channel = channel
        self._of_play = {
            'ansible_play_name': play['name'],
            'ansible_play_batch': play['batch'],
            'ansible_play_hosts': play['all_hosts'],
            'ansible_play_hosts_all': play['all_hosts'],
            'play_hosts': play['batch'],
        }

    @property
    def extra_vars(self):
        return self._channel.call('variables', host=None)

    def get_vars(self, play=None, host=None, task=None, **_):
        found = dict(self._channel.call('variables', host=None if host is None else host.name), **self._of_play)
        found['vars'] = dict(found)
        return found


def _stats(event):
    from ansible.executor.stats import AggregateStats

    stats = AggregateStats()
    for host, counts in event['hosts'].items():
        stats.processed[host] = 1
        for name, count in counts.items():
            if count:
                getattr(stats, name)[host] = count
    stats.custom = event['custom']
    return stats
