import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A worker that ends just after its job was looked at; prints who still counts as working once both were looked at again. */
const program = `
from bootstrap.steps import Job, Steps

class Worker(object):
    deadline = None
    stdout = stderr = b''
    looks = 0

    def poll(self):
        self.looks += 1
        return None if self.looks == 1 else 7

    def drain(self):
        pass

    release = drain

class Agent(object):
    said = []

    def reply(self, request, head, body):
        self.said.append((request, head['rc']))

steps = Steps(Agent())
steps.worker = Worker()
steps.working = steps.jobs[1] = Job(1, steps.worker, {})
steps.reap()
steps.reap()
print(steps.worker, steps.working, Agent.said)
`;

it('item 1: a process that a module ends leaves nobody at work, whenever it is noticed', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const run = spawnSync('/usr/bin/python3', ['-B', '-c', program], {
    encoding: 'utf8',
    env: { PYTHONPATH: root },
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('None None [(1, 7)]\n');
});
