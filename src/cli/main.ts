import { nativeArguments, nativeEnvironment } from './native-text.ts';
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { homeDirectory } from '../python/accounts.ts';
import { endChildren } from './end-children.ts';
import { interruptedExit } from './exit-code.ts';
import { openTerminal } from './open-terminal.ts';
import { runProgram } from './programs.ts';
import type { ProcessEdge } from './process-edge.ts';
import { processSignals } from './process-signals.ts';
import { ignoredSignals } from './ignored-signals.ts';

/** Milliseconds that a run gets to end in order after the first signal. */
const patienceAfterSignal = 800;
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

const ignored = ignoredSignals(process.env);
const signals = processSignals(endNow, ignored);

/** The real process. Nothing else of mitorun touches it. */
const executable = process.argv[1] ?? 'mitorun';
const edge: ProcessEdge = {
  program: basename(executable),
  executable,
  launcher: realpathSync(executable),
  argv: nativeArguments(process.argv.slice(2)),
  environment: nativeEnvironment(process.env),
  cwd: process.cwd(),
  home: homeDirectory(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  openTerminal,
  ignoresHangup: ignored.has('SIGHUP'),
  ...signals,
  onSignal: (listener) =>
    signals.onSignal((signal) => {
      isInterrupted = true;
      // Should something keep the run from ending in order, it ends out of it. No reason to wait where nothing is left.
      setTimeout(endUnheard, patienceAfterSignal).unref();
      listener(signal);
    }),
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
