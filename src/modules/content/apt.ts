import { textOf } from '../may-be-missing.ts';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mkdirSync } from '../../python/file-system.ts';
import { type AptSourceFile, codenameOf, sourcesForSuite, suitesAround } from './apt-sources.ts';
import type { Environment } from './cache-directory.ts';
import { type FinishedCommand, runCommand } from './run-command.ts';

export interface FetchRequest {
  /** `2.19` or `2.19.11` */
  readonly version: string;
  readonly collections: boolean;
  /** An empty directory that may be filled. */
  readonly workDirectory: string;
  readonly environment: Environment;
  readonly progress: (line: string) => void;
}

/** Either the directory that now holds `ansible` (and `ansible_collections`), or why there is none. */
export type FetchResult = { readonly directory: string } | { readonly reason: string };

/**
 * Fetches ansible-core with apt-get, without root and without touching the system's apt: lists, cache and status are
 * directories of our own, and packages are unpacked, not installed. Looks in the machine's suite, the next and the one before.
 */
export async function fetchWithApt(request: FetchRequest): Promise<FetchResult> {
  const codename = codenameOf(textOf('/etc/os-release') ?? '');
  if (codename === undefined) return { reason: 'this is no Debian or Ubuntu' };
  const files = aptSourceFiles('/etc/apt');
  const seen: string[] = [];
  for (const suite of suitesAround(codename)) {
    const state = path.join(request.workDirectory, suite);
    const sources = sourcesForSuite(files, codename, suite);
    if (sources.deb822 === '' && sources.oneLine === '') return { reason: `no apt source for ${codename}` };
    const apt = aptOptions(state, sources);
    request.progress(`reading the package lists of ${suite}`);
    const update = await run(request, 'apt-get', [...apt, 'update']);
    if (update.code !== 0) {
      seen.push(`${suite}: ${update.complaint}`);
      continue;
    }
    const offered = await offeredVersion(request, apt, 'ansible-core');
    if (offered === undefined || !matches(offered, request.version)) {
      seen.push(`${suite} has ${offered ?? 'no ansible-core'}`);
      continue;
    }
    return await download(request, apt, suite, offered);
  }
  return { reason: seen.join('; ') };
}

async function download(
  request: FetchRequest,
  apt: readonly string[],
  suite: string,
  offered: string,
): Promise<FetchResult> {
  const cwd = path.join(request.workDirectory, 'packages');
  const root = path.join(request.workDirectory, 'root');
  mkdirSync(cwd);
  for (const name of request.collections ? ['ansible-core', 'ansible'] : ['ansible-core']) {
    const version = name === 'ansible-core' ? ` ${offered}` : ' (the collections)';
    request.progress(`fetching ${name}${version} of ${suite}`);
    const fetched = await run(request, 'apt-get', [...apt, 'download', name], cwd);
    if (fetched.code !== 0) return { reason: fetched.complaint };
  }
  for (const file of readdirSync(cwd).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await run(request, 'dpkg', ['-x', path.join(cwd, file), root]);
    if (unpacked.code !== 0) return { reason: unpacked.complaint };
  }
  return { directory: path.join(root, 'usr', 'lib', 'python3', 'dist-packages') };
}

function aptOptions(state: string, sources: { deb822: string; oneLine: string }): string[] {
  const parts = path.join(state, 'sources.list.d');
  for (const directory of [
    parts,
    path.join(state, 'lists', 'partial'),
    path.join(state, 'cache', 'archives', 'partial'),
  ]) {
    mkdirSync(directory, { recursive: true });
  }
  if (sources.deb822) writeFileSync(path.join(parts, 'machine.sources'), sources.deb822);
  if (sources.oneLine) writeFileSync(path.join(parts, 'machine.list'), sources.oneLine);
  const settings = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': parts,
    'Dir::State': state,
    'Dir::State::lists': path.join(state, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(state, 'cache'),
    // Names are not looked up in command-not-found or other extra indices, and root needs no _apt account here.
    'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled': 'false',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
    'APT::Update::Post-Invoke-Success': '',
  };
  return ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/** The version without Debian's revision, `2.19.11` of `2.19.11-0+deb13u1`. */
async function offeredVersion(
  request: FetchRequest,
  apt: readonly string[],
  name: string,
): Promise<string | undefined> {
  const shown = await run(request, 'apt-cache', [...apt, 'show', '--no-all-versions', name]);
  return /^Version: (?:\d+:)?([\d.]+)/m.exec(shown.stdout)?.[1];
}

function matches(offered: string, wanted: string): boolean {
  return offered === wanted || offered.startsWith(`${wanted}.`);
}

function run(
  request: FetchRequest,
  program: string,
  parameters: readonly string[],
  cwd?: string,
): Promise<FinishedCommand> {
  return runCommand(program, parameters, { environment: request.environment, ...(cwd && { cwd }) });
}

function aptSourceFiles(directory: string): AptSourceFile[] {
  const parts = path.join(directory, 'sources.list.d');
  const names = ['sources.list', ...listOptional(parts).map((name) => path.join('sources.list.d', name))];
  return names
    .filter((name) => /\.(?:list|sources)$/.test(name))
    .map((name) => ({ name, text: textOf(path.join(directory, name)) ?? '' }));
}

function listOptional(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}
