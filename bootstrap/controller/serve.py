"""Answers requests one after the other until there are no more."""

import os
import select
import signal
import sys
import threading

from mitorun_controller import actions, connected_tasks, content, failure, forked, strategies
from mitorun_controller.callbacks import Callbacks
from mitorun_controller.channel import Channel
from mitorun_controller.fact_cache import FactCache
from mitorun_controller.file_loader import make_loader
from mitorun_controller.inventory_plugins import InventoryPlugins
from mitorun_controller.messages import Messages
from mitorun_controller.template_plugins import TemplatePlugins
from mitorun_controller.template_variables import accept_fetched_variables
from mitorun_controller.vars_plugins import VarsPlugins


def serve(ansible_parent):
    channel = Channel(os.fdopen(3, 'rb'), os.fdopen(4, 'wb'))
    for descriptor in (3, 4):
        os.set_inheritable(descriptor, False)
    server = Server(channel, ansible_parent)
    channel.answer = server.answer
    _answer_all(channel, server)
    server.end()


def _answer_all(channel, server):
    _end_with_the_run(server)
    while True:
        try:
            request = channel.read()
        except KeyboardInterrupt:
            continue
        except Exception as error:
            # A request that cannot be read is that request's trouble: its line is gone, the next one may do.
            channel.write({'error': failure.describe(error)})
            continue
        if request is None:
            break
        channel.reply(server.answer(request))


def _end_with_the_run(server):
    """A plug-in that sleeps or waits must not keep the helper when mitorun is gone."""

    def watch():
        poll = select.poll()
        poll.register(3, 0)
        while not poll.poll():
            pass
        server.end()

    thread = threading.Thread(target=watch)
    thread.daemon = True
    thread.start()


class Server(object):
    """What the helper can be asked."""

    def __init__(self, channel, ansible_parent):
        self._channel = channel
        self._ansible_parent = ansible_parent
        self._messages = None
        self._make_loader = None
        self._templates = None
        self._vars = None
        self._inventory = None
        self._callbacks = None
        self._fact_cache = None
        self._children = []
        self._address = None
        self._leads_group = False

    def answer(self, request):
        codec = self._channel.codec
        outer = codec.sends_templates
        environment = dict(os.environ)
        try:
            handler = getattr(self, '_on_' + request['request'])
            result = handler(**request['arguments'])
            # What these plug-ins give are the user's variables; everything else that plug-ins give is data.
            codec.sends_templates = request['request'] in ('vars', 'inventory')
            reply = {'result': codec.encode(result)}
        except Exception as error:
            reply = {'error': failure.describe(error)}
        except KeyboardInterrupt:
            reply = {'error': {'message': 'interrupted', 'type': 'KeyboardInterrupt', 'traceback': ''}}
        except SystemExit as error:
            reply = {'error': failure.describe(error)}
        finally:
            codec.sends_templates = outer
        said = self._messages.take() if self._messages else []
        if said:
            reply['said'] = said
        if os.environ != environment:
            reply['environment'] = _changed_environment(environment)
        return reply

    def end(self):
        if self._leads_group:
            # With what plug-ins have started, and without what belongs to the helper itself.
            sys.stdout.flush()
            os.killpg(0, signal.SIGTERM)
            os._exit(0)
        for child in self._children:
            forked.end(child)
        if self._address is not None:
            _remove_socket(self._address)
        content.remove_local_files()
        sys.stdout.flush()
        os._exit(0)

    def _on_start(self, directory, verbosity):
        content.use_ansible(self._ansible_parent)
        self._messages = Messages(verbosity)
        content.prepare_loaders()
        content.teach_codec(self._channel.codec)
        accept_fetched_variables()
        self._make_loader = lambda channel: make_loader(channel, directory)
        self._templates = TemplatePlugins(self._channel, self._make_loader(self._channel))
        self._vars = VarsPlugins(self._make_loader(self._channel))
        self._inventory = InventoryPlugins(self._make_loader(self._channel))
        from ansible.release import __version__

        return __version__

    def _on_directories(self, paths):
        content.add_directories(paths)
        self._templates.forget()

    def _on_has(self, kind, name):
        return self._templates.has(kind, name)

    def _on_filter(self, name, args, keywords):
        return self._templates.filter(name, args, keywords)

    def _on_test(self, name, args, keywords):
        return self._templates.test(name, args, keywords)

    def _on_lookup(self, name, terms, options, directory):
        return self._templates.lookup(name, terms, options, directory)

    def _on_vars(self, path, kind, names, enabled):
        return self._vars.get(path, kind, names, enabled)

    def _on_inventory_accepts(self, **arguments):
        return self._inventory.accepts(**arguments)

    def _on_inventory(self, **arguments):
        return self._inventory.parse(**arguments)

    def _on_callbacks(self, stdout, additional, arguments):
        callbacks = Callbacks(self._channel, self._make_loader(self._channel), self._messages)
        wanted = callbacks.load(stdout, additional, arguments)
        self._callbacks = callbacks
        return wanted

    def _on_callback(self, event):
        self._callbacks.send(event)

    def _on_callbacks_end(self):
        self._callbacks.end()

    def _on_strategy(self, name):
        return strategies.describe(name)

    def _on_cache(self, name):
        self._fact_cache = FactCache(name)

    def _on_cache_get(self, host):
        return self._fact_cache.get(host)

    def _on_cache_set(self, host, facts):
        self._fact_cache.set(host, facts)

    def _on_cache_delete(self, host):
        self._fact_cache.delete(host)

    def _on_twin(self, requests, replies):
        """Another process like this one, for a plug-in that waits while others are wanted. Gives its process id."""
        descriptors = os.open(requests, os.O_RDONLY), os.open(replies, os.O_WRONLY)
        child = os.fork()
        if not child:
            self._be_twin(*descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self._children = [other for other in self._children if not _has_ended(other)]
        self._children.append(child)
        return child

    def _be_twin(self, requests, replies):
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for descriptor, own in ((requests, 3), (replies, 4)):
                os.dup2(descriptor, own, False)
                os.close(descriptor)
            self._children, self._address, self._leads_group = [], None, True
            # `end` may run in the thread that watches, which cannot set this.
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            _answer_all(self._channel, self)
        finally:
            self.end()

    def _on_action(self, address, token, description):
        return self._fork(actions.start, address, token, description)

    def _on_connected_tasks(self, address, token):
        return self._fork(connected_tasks.start, address, token)

    def _fork(self, start, address, *arguments):
        self._address = address
        self._children = [child for child in self._children if not _has_ended(child)]
        codec = self._channel.codec
        child = start(address, *arguments, (3, 4), codec, self._messages, self._make_loader)
        self._children.append(child)
        return child


def _remove_socket(address):
    """mitorun does so itself, unless it was killed."""
    try:
        os.unlink(address)
        os.rmdir(os.path.dirname(address))
    except OSError:
        return


def _changed_environment(before):
    """What a plug-in made of the environment, which under Ansible is the run's own: None for what is gone."""
    changes = dict((name, value) for name, value in os.environ.items() if before.get(name) != value)
    changes.update((name, None) for name in before if name not in os.environ)
    return changes


def _has_ended(child):
    try:
        return os.waitpid(child, os.WNOHANG)[0] != 0
    except OSError:
        return True
