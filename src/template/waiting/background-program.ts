import { fetcherSource } from '../lookups/url-fetcher.ts';

/**
 * The program of the thread that runs programs and fetches for templates: plain JavaScript without any import of ours, so
 * that it starts at once, from the bundle too. A command leads a process group of its own, as in Ansible's workers; what
 * the groups that are guarded come to when this process is gone, killed even, a small shell sees to.
 */
export const backgroundProgram = `
const { workerData: { port, bell } } = require('node:worker_threads');
const { spawn } = require('node:child_process');
const running = new Map();
let guard;
const answer = (id, outcome) => {
  running.delete(id);
  port.postMessage({ id, outcome });
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
};
const kill = (target, signal) => {
  try { process.kill(target, signal); } catch {}
};
const guardProgram = [
  'pids=',
  'while read -r sign pid; do',
  '  if [ "$sign" = + ]; then pids="$pids $pid"; continue; fi',
  '  left=; for one in $pids; do [ "$one" = "$pid" ] || left="$left $one"; done; pids=$left',
  'done',
  '[ -n "$pids" ] || exit 0',
  'for one in $pids; do kill -s TERM -- "$one"; done; sleep 1',
  'for one in $pids; do kill -s KILL -- "$one"; done',
].join('\\n');
const tellGuard = (line) => {
  if (!guard) {
    guard = spawn('/bin/sh', ['-c', guardProgram], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
    guard.on('error', () => undefined);
    guard.stdin.on('error', () => undefined);
  }
  guard.stdin.write(line);
};
const mostOutput = 1024 ** 3;
const run = ({ id, program, args, cwd, env, stdin, stderr, leadsGroup }) => {
  const stdio = [stdin, 'pipe', stderr];
  const child = spawn(program, args, { cwd, env, stdio, detached: leadsGroup });
  const said = [[], []];
  let length = 0;
  let fault;
  const target = leadsGroup ? -child.pid : child.pid;
  const job = { target: child.pid && target, guarded: false, cancel: () => {
    kill(target, 'SIGTERM');
    setTimeout(() => kill(target, 'SIGKILL'), 300);
  } };
  running.set(id, job);
  for (const [index, stream] of [child.stdout, child.stderr].entries()) {
    if (stream) stream.on('data', (chunk) => {
      length += chunk.length;
      if (length <= mostOutput) return said[index].push(chunk);
      fault = 'it printed more than 1 GiB';
      kill(target, 'SIGKILL');
    });
  }
  child.on('error', (error) => { fault = error.message; if (child.pid === undefined) done(null, null); });
  const done = (status, signal) => {
    if (job.guarded) tellGuard('- ' + target + '\\n');
    answer(id, { value: { stdout: Buffer.concat(said[0]), stderr: Buffer.concat(said[1]), status, signal, fault } });
  };
  child.on('close', (status, signal) => { if (child.pid !== undefined) done(status, signal); });
};
const fetchFor = (request, env, answer) => {${fetcherSource}};
const fetch = ({ id, request, env }) => {
  running.set(id, { cancel: () => undefined });
  try {
    fetchFor(request, env, (value) => { if (running.has(id)) answer(id, { value }); });
  } catch (error) {
    answer(id, { value: { kind: 'network', reason: error.message } });
  }
};
port.on('message', (message) => {
  const job = running.get(message.id);
  switch (message.kind) {
    case 'run': return run(message);
    case 'fetch': return fetch(message);
    case 'guard':
      if (!job || job.target === undefined) return;
      job.guarded = true;
      return tellGuard('+ ' + job.target + '\\n');
    case 'cancel': return job && job.cancel();
  }
});
`;
