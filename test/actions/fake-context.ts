import { createHash } from 'node:crypto';
import { type Answer, answerOf } from '../../src/actions/answer.ts';
import type { ActionContext, ModuleOptions } from '../../src/actions/action.ts';
import type { CommandOutcome, FileSource, Hop } from '../../src/broker/hop.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import type { Templar } from '../../src/template/templar.ts';
import type { VariableSource } from '../../src/template/variable-source.ts';
import { localRoute } from '../broker/given-step.ts';

/** A target with one file, that counts what it is asked: requests made before an answer count as one round trip. */
export class FakeContext implements ActionContext {
  readonly host = 'host';
  readonly action = 'copy';
  readonly args: Dict;
  readonly writtenArgs: Dict;
  readonly checkMode = false;
  readonly diffMode = false;
  readonly noLog = false;
  readonly asyncSeconds = 0;
  readonly environment = {};
  readonly origin = undefined;
  readonly taskName = 'task';
  readonly rolePath = undefined;
  readonly delegatedTo = undefined;
  readonly delegateFacts = false;
  readonly connection = 'local';
  readonly verbosity = 0;
  readonly becomeUser = undefined;
  readonly remoteUser = undefined;
  readonly searchPath = [];
  readonly playbookDirectory = '/';
  readonly terminal = undefined;
  readonly signal = new AbortController().signal;
  readonly attempt = 1;
  /** What was asked, one list a round trip. */
  readonly roundTrips: string[][] = [];
  readonly #remoteChecksum: string;
  readonly #attributesDiffer: boolean;
  readonly #hop: Hop;
  #answered = true;

  constructor(args: Dict, remote: { readonly content: string; readonly attributesDiffer?: boolean }) {
    this.args = args;
    this.writtenArgs = args;
    this.#remoteChecksum = createHash('sha1').update(remote.content).digest('hex');
    this.#attributesDiffer = remote.attributesDiffer ?? false;
    this.#hop = {
      route: localRoute('python3'),
      target: {
        pythonVersion: [3, 11, 2],
        pythonExecutable: 'python3',
        user: 'user',
        uid: 1000,
        home: '/home/user',
        discovery: 'given',
      },
      runModule: unused,
      command: unused,
      readFile: unused,
      putFile: (_source: FileSource, path: string) => this.#ask(`put ${path}`, undefined),
      temporaryDirectory: () => this.#ask('temporary directory', '/tmp/of-the-hop'),
      remove: (path: string) => this.#ask(`remove ${path}`, undefined),
    };
  }
  get variables(): VariableSource {
    throw new Error('not used');
  }
  get templar(): Templar {
    throw new Error('not used');
  }

  async #ask<T>(what: string, answer: T): Promise<T> {
    if (this.#answered) this.roundTrips.push([]);
    this.#answered = false;
    this.roundTrips.at(-1)?.push(what);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.#answered = true;
    return answer;
  }

  runModule(name: string, args: Dict, options: ModuleOptions = {}): Promise<Answer> {
    const short = name.replace('ansible.legacy.', '');
    const asked = `${short}${options.dryRun === true ? ' (dry run)' : ''}`;
    if (short === 'stat') {
      const stat = Dict.of({ exists: true, isdir: false, checksum: this.#remoteChecksum });
      return this.#ask(asked, answerOf(Dict.of({ stat })));
    }
    const changed = short === 'copy' || (this.#attributesDiffer && options.dryRun === true);
    return this.#ask(asked, answerOf(Dict.of({ changed, dest: args.get('dest') ?? null })));
  }
  hop(): Promise<Hop> {
    return Promise.resolve(this.#hop);
  }
  hopIfPython = (): Promise<Hop> => this.hop();
  raw = unused;
  readonly usesTerminal = false;
  readonly temporaryPlaces = [];
  readonly readsLoginFiles = true;
  command = (): Promise<CommandOutcome> => unused();
  packModule = unused;
  runAction = unused;
  hasModule = (): boolean => false;
  moduleDefaults = async (): Promise<Dict> => new Dict();
  resetConnection = unused;
  youthLeft = (_jobId: string): number => 0;
  findFile = (name: string): string => name;
  readFile = (): Buffer => Buffer.alloc(0);
  loadYaml = (): Value => null;
  setting = (): undefined => undefined;
  warn = (): void => undefined;
  deprecate = (): void => undefined;
  display = (): void => undefined;
}

function unused(): Promise<never> {
  return Promise.reject(new Error('not used'));
}
