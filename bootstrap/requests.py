"""What a request asks of this hop, apart from running something: files, content, and long bodies either way."""

import json

import bootstrap
from bootstrap import files, wire

INLINE = 131072


class Requests(object):
    def __init__(self, agent):
        self.agent = agent
        self.uploads = {}
        self.sending = []
        self.session = None

    def carry_out(self, frame):
        agent, kind, request = self.agent, frame.kind, frame.request
        # What the account does as it is now; what it leaves behind is removed in any case.
        if wire.RUN <= kind <= wire.SPAWN and kind != wire.REMOVE and self.is_stale():
            agent.fail(request, 'stale', {})
        elif kind in (wire.RUN, wire.COMMAND):
            agent.steps.admit(frame)
        elif kind == wire.CONTENT:
            agent.store.add(frame.head(), frame.body())
        elif kind == wire.SERVE:
            agent.hops.serve(*frame.head())
        elif kind == wire.PUT:
            self.put(request, frame)
        elif kind == wire.DATA:
            self.continue_upload(request, frame)
        elif kind == wire.GET:
            self.sending.append((request, files.Download(wire.native(frame.head()['path'])), {}))
        elif kind == wire.MAKE_DIRECTORY:
            agent.reply(request, {'path': agent.temporary.new(frame.head()['places'])})
        elif kind == wire.REMOVE:
            files.remove(wire.native(frame.head()['path']))
            agent.reply(request, {})
        elif kind == wire.SPAWN:
            agent.hops.spawn(request, frame.head(), frame.body())

    def is_stale(self):
        """Whether a new session would be another one. The first request is what this one was made for."""
        if self.session:
            return self.session.has_changed()
        bootstrap.load(json.loads(self.agent.store.get('later').decode('ascii')))
        self.session = bootstrap.session.Session(self.agent.hop > 1)

    def put(self, request, frame):
        head = frame.head()
        upload = files.Upload(head, self.agent.temporary.name not in head['path'])
        if head.get('stream'):
            self.uploads[request] = upload
            return
        try:
            upload.write(frame.body())
            upload.finish()
        except Exception as error:
            upload.abandon(error)
            raise
        self.agent.reply(request, {})

    def continue_upload(self, request, frame):
        upload = self.uploads.get(request)
        if upload is None:
            return
        try:
            body = frame.body()
            upload.write(body)
            if frame.flags & wire.LAST:
                del self.uploads[request]
                upload.finish()
                self.agent.reply(request, {})
            else:
                self.agent.send(wire.CREDIT, request, [len(body)])
        except Exception as error:
            self.uploads.pop(request, None)
            upload.abandon(error)
            raise

    def cancel(self, request):
        self.agent.steps.cancel(request)
        upload = self.uploads.pop(request, None)
        if upload is not None:
            upload.abandon()
            self.agent.fail(request, 'cancelled', {})
        for entry in [entry for entry in self.sending if entry[0] == request]:
            self.sending.remove(entry)
            entry[1].close()
            self.agent.fail(request, 'cancelled', {})
        self.agent.hops.cancel(request)

    def send_long(self, request, head, body):
        self.sending.append((request, files.Pieces(body), head))

    def has_more(self):
        return bool(self.sending) and self.agent.up.size < wire.CONGESTED

    def send_pieces(self):
        """Long bodies, a piece of each in turn while the link takes them."""
        while self.sending and self.agent.up.size < wire.CONGESTED:
            request, source, head = self.sending.pop(0)
            try:
                piece = source.next()
            except OSError as error:
                source.close()
                self.agent.fail(request, 'os', files.describe(error))
                continue
            if piece:
                self.agent.send(wire.DATA, request, None, piece)
                self.sending.append((request, source, head))
            else:
                source.close()
                self.agent.send(wire.REPLY, request, head)

    def end(self):
        for upload in self.uploads.values():
            upload.abandon()
