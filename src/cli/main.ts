import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { endChildren } from './end-children.ts';
import { interruptedExit } from './exit-code.ts';
import { openTerminal } from './open-terminal.ts';
import { runProgram } from './programs.ts';
import type { ProcessEdge } from './process-edge.ts';

/** Milliseconds that a run gets to end in order after the first signal. */
const patienceAfterSignal = 900;
let isInterrupted = false;

/** Whatever is still under way, at once. */
function endNow(): never {
  endChildren();
  process.exit(interruptedExit);
}

function endUnheard(): never {
  process.stderr.write('[ERROR]: User interrupted execution\n');
  endNow();
}

/** The real process. Nothing else of mitorun touches it. */
const executable = process.argv[1] ?? 'mitorun';
const edge: ProcessEdge = {
  program: basename(executable),
  executable,
  launcher: realpathSync(executable),
  argv: process.argv.slice(2),
  environment: process.env,
  cwd: process.cwd(),
  home: homedir(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  openTerminal,
  onSignal: (listener) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    let received = 0;
    const receive = (signal: (typeof signals)[number]): void => {
      received += 1;
      if (received > 1) endNow();
      isInterrupted = true;
      // Should something keep the run from ending in order, it ends out of it. No reason to wait where nothing is left.
      setTimeout(endUnheard, patienceAfterSignal).unref();
      listener(signal);
    };
    for (const signal of signals) process.on(signal, receive);
    return () => {
      for (const signal of signals) process.removeListener(signal, receive);
    };
  },
};

// A reader that has seen enough (`| head`) ends the output, not the run; nor does a disk that is full.
let isOutputLost = false;
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (isOutputLost || error.code === 'EPIPE') return;
  isOutputLost = true;
  process.stderr.write(`[WARNING]: The output cannot be written, the run goes on: ${error.message}\n`);
});

// What Node ends with when nothing is left to wait for although the program has not ended.
const unfinished = 13;
process.exitCode = unfinished;
void runProgram(edge).then((exitCode) => {
  process.exitCode = exitCode;
  // What nobody waits for any more may still be at work.
  if (isInterrupted) endNow();
  process.stdin.unref?.();
});
