"""A process of its own for work that may block, change the process or be ended, forked from the helper as Ansible forks
its workers. It talks to mitorun over a socket of its own.
"""

import os
import signal
import socket

from mitorun_controller.channel import Channel


def start(address, token, parent_descriptors, codec, work):
    """Forks and gives the child's process id; the child leads a process group and calls `work` with its channel."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setpgid(0, 0)
        for descriptor in parent_descriptors:
            os.close(descriptor)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(address)
        stream = connection.makefile('rwb')
        channel = Channel(stream, stream)
        channel.use(codec)
        channel.write({'token': token})
        work(channel)
        status = 0
    finally:
        os._exit(status)


def end(child):
    """Ends the child and what it has started."""
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGTERM)
            return
        except OSError:
            continue
