"""One action plug-in in a process of its own, forked from the helper as Ansible forks its workers.

The child talks to mitorun over a socket of its own: it asks for variables, modules and commands on the target, and
sends the result at last.
"""

import pickle

from mitorun_controller import failure, forked
from mitorun_controller.fetched_dict import FetchedDict
from mitorun_controller.stand_ins import make_connection, make_play_context, make_task, use_remote_modules


def start(address, token, description, parent_descriptors, codec, messages, make_loader):
    """Forks; gives the child's process id. `make_loader` gives a DataLoader that asks over a channel."""

    def work(channel):
        messages.take()
        codec.keeps_objects = False
        reply = answer(lambda: _run(description, channel, make_loader(channel)), codec, messages)
        channel.reply(reply)

    return forked.start(address, token, parent_descriptors, codec, work)


def answer(run, codec, messages):
    """The message that tells what `run` gave or raised, and what plug-ins said meanwhile."""
    try:
        reply = {'result': _encoded(run(), codec)}
    except Exception as error:
        reply = {'error': failure.describe(error)}
        members = getattr(error, 'result', None)
        if isinstance(members, dict):
            reply['failure'] = codec.encode(members)
    said = messages.take()
    if said:
        reply['said'] = said
    return reply


class ResultNotSent(Exception):
    """A result holds what cannot leave the process that made it."""


def _encoded(result, codec):
    """The result for mitorun, refused where Ansible, whose workers send results pickled, refuses it."""
    codec.has_met_objects = False
    encoded = codec.encode(result)
    if codec.has_met_objects and not codec.keeps_objects:
        try:
            pickle.dumps(result)
        except Exception as error:
            raise ResultNotSent('Task result omitted due to queue send failure: %s' % error)
    return encoded


def _with_task_diff(result, task, description):
    """The result, with what the plug-in made of whether the task's diff is shown."""
    if isinstance(result, dict) and task.diff != description['diff']:
        result['_ansible_task_diff'] = bool(task.diff)
    return result


def _run(description, channel, loader):
    from ansible.errors import AnsibleActionSkip
    from ansible.plugins import loader as loaders
    from ansible.template import Templar

    variables = FetchedDict(channel)
    templar = Templar(loader=loader, variables=variables)
    task = make_task(description, loader)
    play_context = make_play_context(description)
    use_remote_modules(channel)
    connection = make_connection(description, play_context, channel, variables)
    handler = loaders.action_loader.get(
        description['handler'],
        task=task,
        connection=connection,
        play_context=play_context,
        loader=loader,
        templar=templar,
        shared_loader_obj=loaders,
        collection_list=description['collections'],
    )
    if handler is None:
        raise LookupError('the action plugin %s was not found' % description['handler'])
    try:
        return _with_task_diff(handler.run(task_vars=variables), task, description)
    except AnsibleActionSkip as skip:
        return dict(skip.result or {}, _ansible_raised_skip=True, msg=failure.chained_text(skip))
    finally:
        handler.cleanup()

