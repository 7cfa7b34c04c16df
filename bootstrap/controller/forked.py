"""A process of its own for work that may block, change the process or be ended, forked from the helper as Ansible forks
its workers. It talks to mitorun over a socket of its own.
"""

import os
import signal
import socket

from mitorun_controller.channel import Channel


def start(address, token, parent_descriptors, codec, work):
    """Forks and gives the child's process id; the child leads a process group and calls `work` with its channel.

    The connection is there before the child is, so that mitorun hears of a child that ends at once.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(address)
    stream = connection.makefile('rwb')
    channel = Channel(stream, stream)
    channel.write({'token': token})
    child = os.fork()
    if child:
        stream.close()
        connection.close()
        return child
    status = 1
    try:
        os.setpgid(0, 0)
        for descriptor in parent_descriptors:
            os.close(descriptor)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        channel.use(codec)
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
