"""One JSON text a line, both ways. Whoever asks reads until the answer and serves what is asked meanwhile."""

import json

from mitorun_controller import failure, values
from mitorun_controller.fetched_dict import FetchedDict


class CallFailed(Exception):
    """The other side could not do what was asked of it."""


class Channel(object):
    """Two binary files, the first to read from."""

    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer
        self.codec = None
        # Answers requests that come while the answer to one of ours is awaited; only the helper itself gets any.
        self.answer = None
        self.use(values.Codec())

    def use(self, codec):
        """What is fetched member by member comes over this channel from here on."""
        codec.fetched = lambda number: FetchedDict(self, number)
        codec.fetched_type = (FetchedDict,)
        self.codec = codec

    def read(self):
        """The next message, or None at the end."""
        line = self._reader.readline()
        return self.codec.loads(line) if line else None

    def write(self, message):
        """`message` holds what JSON has; values in it have gone through the codec."""
        self._writer.write(json.dumps(message).encode('ascii') + b'\n')
        self._writer.flush()

    def reply(self, message):
        """As `write`; where a value cannot be written, nested too deep for one, that is the answer."""
        try:
            self.write(message)
        except (RecursionError, TypeError, ValueError) as error:
            self.write({'error': failure.describe(error)})

    def call(self, function, **arguments):
        """What a function of the other side gives."""
        self.write({'call': function, 'arguments': self.codec.encode(arguments)})
        reply = self.read()
        while reply is not None and 'request' in reply:
            self.write(self.answer(reply))
            reply = self.read()
        if reply is None:
            raise EOFError('mitorun has gone')
        if reply.get('is_undefined'):
            from ansible.errors import AnsibleUndefinedVariable

            raise AnsibleUndefinedVariable(reply['error'])
        if 'error' in reply:
            raise CallFailed(reply['error'])
        return reply['value']


