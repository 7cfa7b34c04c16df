"""A process of its own for work that may block, change the process or be ended, forked from the helper as Ansible forks
its workers. It talks to mitorun over a socket of its own.
"""

import json
import os
import signal
import socket

from mitorun_controller.channel import Channel


def start(address, token, parent_descriptors, codec, work):
    """Forks and gives the child's process id; the child leads a process group and calls `work` with its channel."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The helper itself goes there: where it cannot, or the child ends at once, somebody hears of it.
    connection.connect(address)
    connection.sendall(json.dumps({'token': token}).encode('ascii') + b'\n')
    child = os.fork()
    if child:
        connection.close()
        return child
    status = 1
    try:
        os.setpgid(0, 0)
        for descriptor in parent_descriptors:
            os.close(descriptor)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stream = connection.makefile('rwb')
        channel = Channel(stream, stream)
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
