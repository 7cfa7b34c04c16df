import { joinedMessage, reportOf } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import type { TaskEdits } from '../../executor/running-task.ts';
import type { TaskOutcome } from '../../executor/task-outcome.ts';
import { BuiltinFunction } from '../../python/callable.ts';
import { Dict } from '../../python/dict.ts';
import { characters } from '../../python/operators/iterate.ts';
import { prettyPrint } from '../../python/pretty-print.ts';
import { repr, str } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { Templar } from '../../template/templar.ts';
import { MapVariables } from '../../template/variable-layers.ts';
import { templarFor, type PlayRun } from '../play-run.ts';
import { DebuggedTask, plain } from './debugged-task.ts';
import { DebuggerError, type Names, PythonExpressions } from './evaluate.ts';
import { Statements } from './statements.ts';

/** Words that the debugger takes, and what `help` says of each. */
const commands: ReadonlyMap<string, { readonly does: Command; readonly help: string }> = new Map([
  ['EOF', { does: 'quit', help: 'Quit' }],
  ['c', { does: 'continue', help: 'Continue to next result' }],
  ['continue', { does: 'continue', help: 'Continue to next result' }],
  ['h', { does: 'help', help: 'List available commands with "help" or detailed help with "help cmd".' }],
  ['help', { does: 'help', help: 'List available commands with "help" or detailed help with "help cmd".' }],
  ['p', { does: 'print', help: 'Pretty Print' }],
  ['pprint', { does: 'print', help: 'Pretty Print' }],
  ['q', { does: 'quit', help: 'Quit' }],
  ['quit', { does: 'quit', help: 'Quit' }],
  [
    'r',
    { does: 'redo', help: 'Schedule task for re-execution. The re-execution may not be the next result' },
  ],
  [
    'redo',
    { does: 'redo', help: 'Schedule task for re-execution. The re-execution may not be the next result' },
  ],
  [
    'u',
    { does: 'update', help: 'Recreate the task from ``task._ds``, and template with updated ``task_vars``' },
  ],
  [
    'update_task',
    { does: 'update', help: 'Recreate the task from ``task._ds``, and template with updated ``task_vars``' },
  ],
]);

type Command = 'continue' | 'help' | 'print' | 'quit' | 'redo' | 'update';

const list = `
Documented commands (type help <topic>):
========================================
EOF  c  continue  h  help  p  pprint  q  quit  r  redo  u  update_task

`;

/**
 * The task debugger at one result, as Ansible's: commands until one says how to go on.
 * Gives what the task shall be run again with, undefined to go on. Throws QUIT where the run shall end.
 */
export async function debugTask(
  run: PlayRun,
  outcome: TaskOutcome,
  assigned: Dict,
): Promise<TaskEdits | undefined> {
  const { console } = run.debugger;
  const session = new Session(run, outcome, assigned);
  const prompt = `[${outcome.host}] TASK: ${outcome.view.name} (debug)> `;
  let last = '';
  for (;;) {
    const line = (await console.read(prompt))?.trim() ?? 'EOF';
    // An empty line repeats the last one, and a ? is short for help.
    const given = line === '' ? last : line;
    if (given === '') continue;
    last = given === 'EOF' ? '' : given;
    const [, word = '', rest = ''] = /^(\w*)\s*(.*)$/s.exec(given.replace(/^\?/, 'help ')) ?? [];
    const command = commands.get(word)?.does;
    if (command === 'continue') return undefined;
    if (command === 'redo') return session.task.edits;
    if (command === 'quit') {
      console.show('User interrupted execution');
      throw new MitorunError('QUIT', 'User interrupted execution');
    }
    const text = await run.services.engine.jobs.run(() =>
      command === undefined ? session.statement(given) : session.answer(command, rest),
    );
    if (text !== undefined) console.show(text);
  }
}

class Session {
  readonly task: DebuggedTask;
  readonly #own = new Map<string, Value>();
  readonly #expressions: PythonExpressions;
  readonly #statements: Statements;

  constructor(run: PlayRun, outcome: TaskOutcome, assigned: Dict) {
    this.task = new DebuggedTask(run, outcome, assigned);
    const templar = templarFor(run, outcome.host, outcome.task);
    this.#expressions = new PythonExpressions(
      () => new Map([...pythonFunctions, ...this.task.scope(), ...this.#own]),
      (text, names: Names) =>
        new Templar(templar.engine, new MapVariables(names), templar.lookups).evaluate(text),
    );
    this.#statements = new Statements(this.task, this.#expressions, this.#own);
  }

  statement(line: string): string | undefined {
    return quietly(() => this.#statements.run(line));
  }

  answer(command: Command, rest: string): string | undefined {
    if (command === 'print') return quietly(() => prettyPrint(plain(this.#expressions.evaluate(rest))));
    if (command === 'update') return this.#update();
    if (rest === '') return list;
    return commands.get(rest)?.help ?? `*** No help on ${rest}`;
  }

  #update(): string | undefined {
    try {
      this.task.update();
      return undefined;
    } catch (error) {
      if (error instanceof MitorunError) return `***${joinedMessage(reportOf(error))}`;
      throw error;
    }
  }
}

function quietly(job: () => string | undefined): string | undefined {
  try {
    return job();
  } catch (error) {
    if (error instanceof DebuggerError) return error.message;
    throw error;
  }
}

/** Functions of Python's that people use to look at values. */
const pythonFunctions: ReadonlyMap<string, Value> = new Map(
  (
    [
      [
        'len',
        (value) =>
          value instanceof Dict ? value.size : Array.isArray(value) ? value.length : str(value).length,
      ],
      ['str', (value) => str(value)],
      ['repr', (value) => repr(value)],
      ['type', (value) => `<class '${typeName(value)}'>`],
      [
        'list',
        (value) =>
          value instanceof Dict
            ? [...value.keys()]
            : Array.isArray(value)
              ? [...value]
              : characters(str(value)),
      ],
      [
        'sorted',
        (value) =>
          (value instanceof Dict ? [...value.keys()] : Array.isArray(value) ? [...value] : []).toSorted(
            (a, b) => (str(a) < str(b) ? -1 : 1),
          ),
      ],
    ] as const satisfies readonly (readonly [string, (value: Value) => Value])[]
  ).map(([name, run]) => [name, new BuiltinFunction(name, ([value = null]) => run(value))]),
);
