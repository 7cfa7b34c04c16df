import type {
  Broker,
  CommandOutcome,
  CommandRun,
  ConnectionUse,
  Hop,
  ModuleOutcome,
  ModuleRun,
} from '../../src/broker/hop.ts';
import { pythonOf, type Route } from '../../src/broker/route/route.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { parseJson } from '../../src/python/json/parse.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';

/** A module that was sent to a target. */
export interface SentModule {
  /** The short name. */
  readonly module: string;
  /** Its arguments without what Ansible adds. */
  readonly args: Readonly<Record<string, Value>>;
  readonly checkMode: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds, where it was sent into the background. */
  readonly background: number | undefined;
  /** Where it was sent: `local`, `ssh:web1`, `ssh:web1 sudo:root`. */
  readonly place: string;
  /** Milliseconds after which the target ends it. */
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What a module answers: members of its result. Throws what the connection throws. */
export type Answer = (sent: SentModule) => Record<string, Value> | Promise<Record<string, Value>>;

/** The broker of a test: every target is there, answers as the test says and keeps what it was asked. */
export class FakeTarget implements Broker {
  /** What was asked in its order: `connect ssh:web1`, `run ping`, `raw uptime`, `reset ssh:web1`, `leave web`. */
  readonly requests: string[] = [];
  readonly sent: SentModule[] = [];
  readonly uses: ConnectionUse[] = [];
  readonly #answer: Answer;
  readonly #connect: (place: string) => void | Promise<void>;

  /** @param connect throws where a target cannot be reached */
  constructor(answer: Answer, connect: (place: string) => void | Promise<void> = () => undefined) {
    this.#answer = answer;
    this.#connect = connect;
  }

  async hop(route: Route, use?: ConnectionUse): Promise<Hop> {
    const place = placeOf(route);
    this.requests.push(`connect ${place}`);
    if (use) this.uses.push(use);
    await this.#connect(place);
    return {
      route,
      target: {
        pythonVersion: [3, 11, 2],
        pythonExecutable: '/usr/bin/python3.11',
        user: 'user',
        uid: 1000,
        home: '/home/user',
        discovery: 'discover' in pythonOf(route) ? 'found' : 'given',
      },
      runModule: (run) => this.#run(place, run),
      command: (run: CommandRun) => this.#command(`command ${run.command}`),
      putFile: async (_source, to) => void this.requests.push(`put ${to}`),
      readFile: async (from) => void this.requests.push(`read ${from}`),
      temporaryDirectory: async () => '/tmp/of-the-hop',
      remove: async (file) => void this.requests.push(`remove ${file}`),
    };
  }
  raw(_route: Route, command: string): Promise<CommandOutcome> {
    return this.#command(`raw ${command}`);
  }
  async reset(route: Route): Promise<void> {
    this.requests.push(`reset ${placeOf(route)}`);
  }
  async leave(_route: Route, account: string): Promise<void> {
    this.requests.push(`leave ${account}`);
  }
  async close(): Promise<void> {}

  async #command(what: string): Promise<CommandOutcome> {
    this.requests.push(what);
    return { rc: 0, stdout: Buffer.from('/home/user\n'), stderr: Buffer.alloc(0) };
  }

  async #run(place: string, run: ModuleRun): Promise<ModuleOutcome> {
    const sent = sentModule(place, run);
    this.requests.push(`run ${sent.module}`);
    this.sent.push(sent);
    const answer = await this.#answer(sent);
    return { rc: 0, stdout: dumpJson(Dict.of(answer)), stderr: '' };
  }
}

function sentModule(place: string, run: ModuleRun): SentModule {
  const all = (parseJson(run.parameters) as Dict).get('ANSIBLE_MODULE_ARGS') as Dict;
  const own = [...all].filter(([name]) => !str(name).startsWith('_ansible_'));
  return {
    module: run.manifest.name.replace(/^.*\./, ''),
    args: Object.fromEntries(own.map(([name, value]) => [str(name), value])),
    checkMode: all.get('_ansible_check_mode') === true,
    environment: run.environment ?? {},
    background: run.async?.seconds,
    place,
    timeout: run.timeout,
    signal: run.signal,
  };
}

function placeOf({ carrier, steps }: Route): string {
  const first = carrier.kind === 'ssh' ? `ssh:${carrier.options.host}` : carrier.kind;
  return [first, ...steps.map(({ kind, options }) => `${kind}:${options.become_user ?? ''}`)].join(' ');
}
