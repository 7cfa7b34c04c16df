import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

/**
 * The agent as it travels: the files of `bootstrap/` without their comments, as modules of a package `bootstrap` that
 * exists in memory alone, compressed. Made once a run.
 */
const agentFiles = [
  'wire',
  'store',
  'importer',
  'quote',
  'identity',
  'imported',
  'state',
  'process',
  'runner',
  'worker',
  'files',
  'background',
  'become',
  'steps',
  'hops',
  'requests',
  'agent',
] as const;

let payload: Buffer | undefined;

export function bootstrapPayload(): Buffer {
  payload ??= deflateSync(Buffer.from(assemble(), 'ascii'), { level: 9 });
  return payload;
}

/** The source of the first stage as one line that any login shell leaves alone between single quotes. */
export function firstStage(payloadSize: number): string {
  const source = stripPython(readBootstrap('first_stage')).replaceAll('SIZE', String(payloadSize));
  if (/['\\$!`|]/u.test(source)) {
    throw new Error('bootstrap/first_stage.py holds a character that a shell may change');
  }
  return `exec("""${source.trimEnd().replaceAll('\n', '|')}""".replace(chr(124),chr(10)))`;
}

function assemble(): string {
  const sources = agentFiles.map((name) => [name, stripPython(readBootstrap(name))]);
  return `import sys,types
def _load():
 p=types.ModuleType('bootstrap')
 p.__path__=[]
 sys.modules['bootstrap']=p
 for n,s in ${JSON.stringify(sources)}:
  m=types.ModuleType('bootstrap.'+n)
  sys.modules['bootstrap.'+n]=m
  setattr(p,n,m)
  exec(compile(s,'<mitorun>/'+n+'.py','exec',0,True),m.__dict__)
_load()
sys.modules['bootstrap.agent'].main(d)
`;
}

/**
 * Without comments, docstrings and blank lines, indented by one. Triple quotes in `bootstrap/` are docstrings only,
 * and no string there holds two spaces and a hash.
 */
function stripPython(source: string): string {
  const lines: string[] = [];
  let inDocstring = false;
  for (const line of source.split('\n')) {
    const text = line.trim();
    const quotes = text.split('"""').length - 1;
    if (inDocstring) {
      inDocstring = quotes === 0;
    } else if (text.startsWith('"""')) {
      inDocstring = quotes === 1;
    } else if (text !== '' && !text.startsWith('#')) {
      const indent = (line.length - line.trimStart().length) / 4;
      lines.push(' '.repeat(Math.ceil(indent)) + text.replace(/ {2}# .*$/u, ''));
    }
  }
  return `${lines.join('\n')}\n`;
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
