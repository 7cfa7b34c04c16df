"""Starts and ends what a request runs: modules in the worker or forked, commands, background jobs; and their chains."""

import json
import os
import shutil

from bootstrap import wire
from bootstrap.imported import Imported
from bootstrap.process import Child, execute
from bootstrap.runner import Step, prepare_foreign, warm
from bootstrap.worker import Worker

# Far longer than any module of the list has needed. Giving a worker up costs a fork.
RESTORE_SECONDS = 2


class Job(object):
    """A request that is being carried out by a process."""

    def __init__(self, request, process, head, directory=None):
        self.request = request
        self.process = process
        self.chain = head.get('chain')
        self.stop = head.get('stop')
        self.seconds = head.get('seconds')
        self.directory = directory
        self.reason = None


def native_environment(head):
    return dict(
        (wire.native(name), wire.native(value)) for name, value in (head.get('environment') or {}).items()
    )


def has_failed(code, output):
    """As the controller will read the result; output without one is a failure too."""
    # It comes later than this file.
    from bootstrap import background

    if code != 0:
        return True
    try:
        return bool(
            json.loads(background.json_part(bytes(output).decode('utf-8', 'replace'))[0]).get('failed')
        )
    except (ValueError, AttributeError):
        return True


class Steps(object):
    """The running jobs of one agent. `agent` gives `reply`, `fail`, the clock, the store and the importer."""

    def __init__(self, agent):
        self.agent = agent
        self.jobs = {}
        self.worker = None
        self.working = None
        self.retired = []
        self.imported = None
        self.compiled = set()
        # A chain's requests run one after the other; after a failure the rest of it does not run.
        self.waiting = {}
        self.broken_chains = set()
        # Those for which no descriptors were left: they start when others have ended.
        self.postponed = []

    def admit(self, frame):
        """Starts a step, or queues it behind its chain."""
        head = frame.head()
        chain = head.get('chain')
        if chain in self.broken_chains:
            self.agent.reply(frame.request, {'skipped': True})
        elif chain is not None and chain in self.waiting:
            self.waiting[chain].append(frame)
        else:
            if chain is not None:
                self.waiting[chain] = []
            self.start(frame, head)

    def start(self, frame, head):
        if self.jobs and (self.postponed or wire.is_short()):
            self.postponed.append((frame, head))
        else:
            self.start_now(frame, head)

    def start_postponed(self):
        while self.postponed and not (self.jobs and wire.is_short()):
            self.start_guarded(*self.postponed.pop(0))

    def start_guarded(self, frame, head):
        self.agent.guarded(frame, lambda: self.start_now(frame, head))

    def start_now(self, frame, head):
        try:
            if frame.kind == wire.RUN:
                self.start_module(frame.request, head, frame.body())
            else:
                self.start_command(frame.request, head, frame.body())
        except Exception:
            self.leave_chain(head.get('chain'), bool(head.get('stop')))
            raise

    def start_command(self, request, head, stdin):
        def run():
            return execute(
                [wire.native(word) for word in head['argv']], head.get('cwd'), native_environment(head)
            )

        self.jobs[request] = Job(request, Child(run, stdin, head.get('seconds')), head)

    def start_module(self, request, head, parameters):
        agent = self.agent
        digest = head['manifest']
        manifest = agent.store.manifest(digest)
        environment = native_environment(head)
        job = head.get('async')
        if manifest.style == 'new' and digest not in self.compiled:
            for content in [manifest.main] + list(manifest.support.values()):
                agent.store.get(content)
            warm(agent.store, agent.importer, manifest)
            agent.store.compile_all(manifest)
            self.compiled.add(digest)
        if job:
            from bootstrap import background

            reply = background.start(
                job,
                manifest.profile is not None,
                lambda temporary: self.body(manifest, parameters, environment, temporary, head),
            )
            agent.reply(request, {'rc': 0, 'err': 0}, json.dumps(reply).encode('utf-8'))
            self.leave_chain(head.get('chain'), False)
        elif manifest.style == 'new' and head['isolation'] == 'in-process' and self.working is None:
            self.start_in_worker(request, head, digest, manifest, parameters, environment)
        else:
            directory = None if manifest.style == 'new' else agent.temporary.new(head['places'])
            run = self.body(manifest, parameters, environment, agent.temporary, head, directory)
            self.jobs[request] = Job(request, Child(run, None, head.get('seconds')), head, directory)

    def body(self, manifest, parameters, environment, temporary, head, directory=None):
        """What a forked process does to run the module."""
        store, importer = self.agent.store, self.agent.importer

        def run():
            os.environ.update(environment)
            if manifest.style == 'new':
                return Step(store, importer, manifest, parameters, temporary, head.get('openFiles')).run()
            return execute(
                prepare_foreign(store, manifest, parameters, directory or temporary.new(head['places']))
            )

        return run

    def start_in_worker(self, request, head, digest, manifest, parameters, environment):
        agent = self.agent
        self.await_restored()
        if self.worker is not None and not self.worker.accepts(manifest):
            self.retire_worker()
        if self.worker is None:
            if self.imported is None or not self.imported.is_current():
                self.imported = Imported()
            self.worker = Worker(
                agent.store, agent.importer, agent.temporary, agent.log, self.imported
            )
        self.worker.deadline = None if head.get('seconds') is None else agent.now() + head['seconds']
        self.worker.start(digest, parameters, environment, head.get('openFiles'))
        self.working = self.jobs[request] = Job(request, self.worker, head)

    def retire_worker(self):
        """Its pipe closes, so it ends; it is waited for later."""
        self.retired.append(self.worker)
        self.worker.release()
        self.worker = None

    def await_restored(self):
        """Waits until the worker has put its state back: milliseconds. One that takes long is given up."""
        deadline = self.agent.now() + RESTORE_SECONDS
        while self.worker is not None and self.worker.restoring:
            self.on_worker_told()
            if self.worker is None or not self.worker.restoring:
                return
            wire.poll([self.worker.done_read], [], max(0, deadline - self.agent.now()))
            if self.agent.now() > deadline:
                self.worker.kill()
                self.retire_worker()

    def on_worker_told(self):
        """The worker tells a module's exit code, then whether it can run another."""
        worker = self.worker
        alive = worker.hear()
        while self.worker is worker:
            number = worker.next_number()
            if number is None:
                break
            if not worker.restoring:
                self.end_working(number)
            elif number:
                worker.restoring = False
            else:
                self.retire_worker()
        if not alive and worker.restoring and self.worker is worker:
            self.retire_worker()

    def end_working(self, code):
        worker = self.worker
        worker.drain()
        worker.deadline = None
        worker.idle = worker.restoring = True
        job, self.working = self.working, None
        output = worker.stdout, worker.stderr
        worker.stdout, worker.stderr = bytearray(), bytearray()
        self.finish(job, code, output[0], output[1])

    def finish(self, job, code, out, err):
        del self.jobs[job.request]
        if job.directory:
            shutil.rmtree(job.directory, True)
        if job.reason:
            self.agent.fail(job.request, job.reason, {'output': tail(out, err)})
        else:
            self.agent.reply(job.request, {'rc': code, 'err': len(err)}, bytes(out + err))
        self.leave_chain(job.chain, bool(job.stop) and (job.reason is not None or has_failed(code, out)))

    def leave_chain(self, chain, broken):
        if chain is None:
            return
        waiting = self.waiting.pop(chain, [])
        if broken:
            self.broken_chains.add(chain)
            for frame in waiting:
                self.agent.reply(frame.request, {'skipped': True})
        elif waiting:
            self.waiting[chain] = waiting[1:]
            self.agent.guarded(waiting[0], lambda: self.start(waiting[0], waiting[0].head()))

    def cancel(self, request, reason='cancelled'):
        for frames in self.waiting.values():
            for frame in [frame for frame in frames if frame.request == request]:
                frames.remove(frame)
                self.agent.fail(request, reason, {})
        for entry in [entry for entry in self.postponed if entry[0].request == request]:
            self.postponed.remove(entry)
            self.agent.fail(request, reason, {})
            self.leave_chain(entry[1].get('chain'), bool(entry[1].get('stop')))
        job = self.jobs.get(request)
        if job is not None and job.reason is None:
            job.reason = reason
            job.process.kill()

    def reap(self):
        """Looks for processes that have ended, and for deadlines that have passed."""
        self.retired = [worker for worker in self.retired if worker.poll() is None]
        for job in list(self.jobs.values()):
            process = job.process
            deadline = process.deadline
            if deadline is not None and job.reason is None and self.agent.now() >= deadline:
                self.cancel(job.request, 'timeout')
            status = process.poll()
            if status is None:
                continue
            if process is self.worker:
                self.worker, self.working = None, None
            process.drain()
            process.release()
            self.finish(job, status, process.stdout, process.stderr)
        # One that has a job, and has ended since it was looked at above, is the job's to find.
        if self.worker is not None and self.working is None and self.worker.poll() is not None:
            self.worker.release()
            self.worker = None
        self.start_postponed()

    def end(self):
        for job in self.jobs.values():
            job.process.kill()
            if job.directory:
                shutil.rmtree(job.directory, True)
        if self.worker is not None:
            if self.worker.restoring:
                self.worker.kill()
            self.worker.release()


def tail(out, err):
    return bytes((out + err)[-2000:]).decode('utf-8', 'replace')
