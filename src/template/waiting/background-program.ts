import { fetcherSource } from '../lookups/url-fetcher.ts';

/**
 * The program of the thread that runs commands and fetches for templates: plain JavaScript without any import of ours, so
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
const kill = (pid, signal) => {
  try { process.kill(-pid, signal); } catch {}
};
const guardProgram = [
  'pids=',
  'while read -r sign pid; do',
  '  if [ "$sign" = + ]; then pids="$pids $pid"; continue; fi',
  '  left=; for one in $pids; do [ "$one" = "$pid" ] || left="$left $one"; done; pids=$left',
  'done',
  '[ -n "$pids" ] || exit 0',
  'for one in $pids; do kill -s TERM -- "-$one"; done; sleep 1',
  'for one in $pids; do kill -s KILL -- "-$one"; done',
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
const command = ({ id, command, cwd, env }) => {
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 2], detached: true });
  const chunks = [];
  let length = 0;
  let fault;
  const job = { pid: child.pid, guarded: false, cancel: () => {
    kill(child.pid, 'SIGTERM');
    setTimeout(() => kill(child.pid, 'SIGKILL'), 300);
  } };
  running.set(id, job);
  child.stdout.on('data', (chunk) => {
    length += chunk.length;
    if (length <= mostOutput) return chunks.push(chunk);
    fault = 'the command printed more than 1 GiB';
    kill(child.pid, 'SIGKILL');
  });
  child.on('error', (error) => { fault = error.message; if (child.pid === undefined) done(null, null); });
  const done = (status, signal) => {
    if (job.guarded) tellGuard('- ' + job.pid + '\\n');
    answer(id, { value: { stdout: Buffer.concat(chunks), status, signal, fault } });
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
    case 'command': return command(message);
    case 'fetch': return fetch(message);
    case 'guard':
      if (!job || job.pid === undefined) return;
      job.guarded = true;
      return tellGuard('+ ' + job.pid + '\\n');
    case 'cancel': return job && job.cancel();
  }
});
`;
