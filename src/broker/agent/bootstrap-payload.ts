import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { shrinkPython, stripPython } from './shrink-python.ts';

/**
 * The agent as it travels: the files of `bootstrap/`, made smaller, as modules of a package `bootstrap` that
 * exists in memory alone, compressed. Made once a run.
 */
const agentFiles = [
  'wire',
  'store',
  'importer',
  'identity',
  'imported',
  'state',
  'process',
  'runner',
  'worker',
  'files',
  'become',
  'steps',
  'hops',
  'requests',
  'agent',
] as const;

/** Files that no agent needs before its first request. They come with its content. */
const laterFiles = ['session', 'background', 'quote'] as const;

let payload: Buffer | undefined;

export function bootstrapPayload(): Buffer {
  payload ??= deflateSync(Buffer.from(assemble(), 'ascii'), { level: 9 });
  return payload;
}

let later: Buffer | undefined;

/** What an agent gets with its first request: names of modules of `bootstrap`, and their sources. */
export function laterSources(): Buffer {
  later ??= Buffer.from(JSON.stringify(sourcesOf(laterFiles)), 'ascii');
  return later;
}

/**
 * The source of the first stage as one line that any login shell leaves alone between single quotes. It keeps its
 * spaces: people read it in lists of processes.
 */
export function firstStage(payloadSize: number): string {
  const source = stripPython(readBootstrap('first_stage')).replaceAll('SIZE', String(payloadSize));
  if (/['\\$!`|]/u.test(source)) {
    throw new Error('bootstrap/first_stage.py holds a character that a shell may change');
  }
  return `exec("""${source.trimEnd().replaceAll('\n', '|')}""".replace(chr(124),chr(10)))`;
}

function sourcesOf(names: readonly string[]): readonly (readonly [name: string, source: string])[] {
  return names.map((name) => [name, shrinkPython(readBootstrap(name))]);
}

function assemble(): string {
  return `import sys,types
p=types.ModuleType('bootstrap')
p.__path__=[]
sys.modules['bootstrap']=p
def load(sources):
 for n,s in sources:
  n=str(n)
  m=types.ModuleType('bootstrap.'+n)
  sys.modules['bootstrap.'+n]=m
  setattr(p,n,m)
  exec(compile(s,'<mitorun>/'+n+'.py','exec',0,True),m.__dict__)
p.load=load
load(${JSON.stringify(sourcesOf(agentFiles))})
p.agent.main(d)
`;
}

function readBootstrap(name: string): string {
  return readFileSync(join(bootstrapDirectory(), `${name}.py`), 'ascii');
}

/** `bootstrap/` is beside `src/` in a checkout, and beside the bundled file in a build. */
function bootstrapDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'bootstrap', 'first_stage.py'))) {
    const above = dirname(directory);
    if (above === directory) throw new Error('the directory bootstrap/ is not beside this program');
    directory = above;
  }
  return join(directory, 'bootstrap');
}
