"""The hops below this one: their agents, and which of them leads to which hop."""

import time

from bootstrap import wire
from bootstrap.become import Spawned

SECONDS_TO_END = 3


class Hops(object):
    def __init__(self, agent):
        self.agent = agent
        self.children = []
        self.routes = {}

    def spawn(self, request, head, answers):
        self.children.append(Spawned(request, head, answers, self.agent.payload))

    def cancel(self, request):
        for child in self.children:
            if child.request == request and child.hello is None:
                child.deadline = 0

    def pass_on(self, frame):
        child = self.routes.get(frame.hop)
        if frame.kind == wire.CONTENT:
            self.agent.store.add(frame.head(), frame.body())
        if child is not None and child.to_child is not None:
            child.to_child.push(frame.raw)
            child.to_child.flush()
        elif frame.request:
            self.agent.send(wire.FAILURE, frame.request, {'code': 'gone'}, hop=frame.hop)

    def serve(self, hop, digests):
        child = self.routes.get(hop)
        if child is not None and child.to_child is not None:
            child.to_child.push(self.agent.store.serve(hop, digests))
            child.to_child.flush()

    def from_child(self, child, data):
        child.from_child.feed(data)
        try:
            frames = child.from_child.frames()
        except ValueError:
            child.kill()
            return
        for frame in frames:
            if self.routes.get(frame.hop) is not child:
                # An account speaks for itself, and announces those below it; for no other.
                if frame.kind != wire.READY or frame.hop == self.agent.hop or frame.hop in self.routes:
                    child.kill()
                    return
                self.routes[frame.hop] = child
            self.agent.up.push(frame.raw)
        self.agent.up.flush()

    def on_readable(self, child, fd):
        before = child.hello
        data = child.on_readable(fd)
        if before is None and child.hello is not None:
            # The frame with the new hop's number tells every hop above where it is.
            self.routes[child.hop] = child
            self.agent.send(wire.READY, 0, {}, hop=child.hop)
            self.agent.reply(child.request, {'hello': child.hello.decode('utf-8', 'replace')})
        if data:
            self.from_child(child, data)

    def reap(self):
        for child in list(self.children):
            why = child.failure()
            if why is None and child.hello is None and self.agent.now() >= child.deadline:
                why = 'timeout'
            status = child.poll()
            if why is None and status is None:
                continue
            # Its last words.
            for fd in child.readers():
                self.on_readable(child, fd)
            why = why or child.failure() or 'ended'
            details = {'why': why, 'status': status, 'output': child.output.decode('utf-8', 'replace')}
            child.kill() if status is None else child.release()
            self.children.remove(child)
            if child.hello is None:
                self.agent.fail(child.request, 'become', details)
            else:
                self.agent.send(wire.LOST, 0, details, hop=child.hop)
            for hop in [hop for hop, link in self.routes.items() if link is child]:
                del self.routes[hop]

    def end(self, poll):
        """Closes their inputs, waits a little while they end what is below them, and ends what is left."""
        for child in self.children:
            child.hang_up()
        end = time.time() + SECONDS_TO_END
        while time.time() < end and [child for child in self.children if child.poll() is None]:
            for fd in poll([fd for child in self.children for fd in child.readers()], [], 0.05)[0]:
                if not wire.read_some(fd):
                    time.sleep(0.01)
        for child in self.children:
            if child.poll() is None:
                child.kill()
