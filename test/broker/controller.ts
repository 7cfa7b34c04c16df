import { localRoute } from './given-step.ts';
import { localBroker, manifestOf, parameters } from './local-broker.ts';

/**
 * A controller to be killed, for ending.test.ts: keeps a command, a module and a background process of its own running,
 * has a temporary directory, and says where everything is.
 */
const marker = process.argv[2] ?? '';
const broker = localBroker();
const hop = await broker.hop(localRoute());
const directory = await hop.temporaryDirectory();
const sleep = { manifest: manifestOf('command'), parameters: parameters({ _raw_params: `sleep ${marker}` }) };
for (const isolation of ['in-process', 'fork'] as const) {
  hop.runModule({ ...sleep, isolation }).catch(() => undefined);
}
hop.command({ command: `sleep ${marker} | cat` }).catch(() => undefined);
await hop.command({ command: 'true' });
process.stdout.write(`${directory}\n`);
