"""Asynchronous steps: a supervisor that outlives the agent runs the module and keeps Ansible's job file."""

import errno
import json
import os
import re
import select
import signal
import sys
import time

from bootstrap import wire
from bootstrap.files import TemporaryDirectory
from bootstrap.process import Child, reset_signals


def write_job(path, result):
    temporary = path + '.tmp'
    with open(temporary, 'w') as target:
        target.write(json.dumps(result))
    os.rename(temporary, path)


def json_part(text):
    """The JSON object among other lines, and what stood after it (as Ansible's async_wrapper reads it)."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.strip().startswith('{')]
    if not starts:
        raise ValueError('No start of json char found')
    ends = [number for number, line in enumerate(lines) if number >= starts[0] and line.strip().endswith('}')]
    if not ends:
        raise ValueError('No end of json char found')
    return '\n'.join(lines[starts[0] : ends[-1] + 1]), '\n'.join(lines[ends[-1] + 1 :])


def job_result(child):
    out = bytes(child.stdout).decode('utf-8', 'replace')
    err = bytes(child.stderr).decode('utf-8', 'replace')
    try:
        text, rest = json_part(out)
        result = json.loads(text)
        if rest:
            result['warnings'] = list(result.get('warnings') or []) + [
                'Module invocation had junk after the JSON data: %s' % rest
            ]
        if err:
            result['stderr'] = err
        return result
    except ValueError as error:
        return {'failed': True, 'data': out, 'stderr': err, 'msg': str(error)}


def supervise(path, job_id, seconds, run, temporary):
    """In the detached process: until the module ends or its time is over."""
    child = Child(run)
    end = time.time() + seconds
    killed = False
    while child.poll() is None:
        readers = child.readers()
        try:
            ready = select.select(readers, [], [], 0.1 if readers else 0)[0]
            if not readers:
                time.sleep(0.1)
        except (OSError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise
            ready = []
        for fd in ready:
            child.on_readable(fd)
        if time.time() >= end:
            # The result first, so that whoever polls finds it.
            write_job(
                path,
                {'msg': 'Timeout exceeded', 'failed': True, 'child_pid': child.pid, 'ansible_job_id': job_id},
            )
            child.kill()
            killed = True
            break
    if not killed:
        child.drain()
        result = job_result(child)
        result.setdefault('ansible_job_id', job_id)
        write_job(path, result)
    temporary.remove()


def start(job, core_is_modern, make_run):
    """Starts the job and gives what async_wrapper would print. `make_run(temporary)` gives the module's process body."""
    yes, no = (True, False) if core_is_modern else (1, 0)
    directory = os.path.expanduser(job['directory'])
    path = os.path.join(directory, re.sub('[^A-Za-z0-9_.-]', '_', job['jobId']))
    try:
        os.makedirs(directory)
    except OSError as error:
        if error.errno != errno.EEXIST:
            return {'failed': yes, 'msg': 'could not create directory: %s - %s' % (directory, error)}
    write_job(path, {'started': yes, 'finished': no, 'ansible_job_id': job['jobId']})
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return {
            'failed': no,
            'started': yes,
            'finished': no,
            'ansible_job_id': job['jobId'],
            'results_file': path,
            '_ansible_suppress_tmpdir_delete': False,
        }
    try:
        os.setsid()
        if os.fork() == 0:
            reset_signals()
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.umask(0o22)
            wire.close_owned()
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
            temporary = TemporaryDirectory()
            supervise(path, job['jobId'], job['seconds'], make_run(temporary), temporary)
    finally:
        os._exit(0)
