import { spawnSync } from 'node:child_process';

/** One run of a command. Times in seconds; CPU is user and system time of the process and its children. */
export interface Measurement {
  readonly wall: number;
  readonly cpu: number;
  readonly exitCode: number;
  readonly stdout: string;
}

/** Python knows the CPU time of children that it has waited for; Node does not. */
const meter = `
import json, os, resource, subprocess, sys, time
begin = time.time()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
wall = time.time() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "exitCode": done.returncode,
                  "stdout": done.stdout.decode("utf-8", "replace"), "stderr": done.stderr.decode("utf-8", "replace")}))
`;

/** Runs a command once and measures it. Throws where it cannot be started. */
export function measure(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Measurement {
  const { stdout, status, stderr } = spawnSync('/usr/bin/python3', ['-c', meter, ...command], {
    ...options,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 180_000,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} could not be measured: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
