import { readdirSync } from 'node:fs';
import path from 'node:path';
import { mkdirSync } from '../../python/file-system.ts';
import type { FetchRequest, FetchResult } from './apt.ts';
import { runCommand } from './run-command.ts';

/** Fetches ansible-core with pip from the index that the machine has set up; nothing is installed and nothing is built. */
export async function fetchWithPip(request: FetchRequest): Promise<FetchResult> {
  const { environment, workDirectory } = request;
  const python = await pythonWithPip(request);
  if (python === undefined) return { reason: 'pip is not installed' };
  const wheels = path.join(workDirectory, 'wheels');
  const directory = path.join(workDirectory, 'site-packages');
  mkdirSync(wheels);
  request.progress(`asking pip for ansible-core ${request.version}`);
  const names = [requirement('ansible-core', request.version)];
  const community = communityVersion(request.version);
  if (request.collections && community !== undefined) names.push(`ansible==${community}.*`);
  // Any Python may run this: the wheels are for targets, whose own Python is checked when a module runs there.
  const options = [
    '--no-deps',
    '--only-binary',
    ':all:',
    '--ignore-requires-python',
    '--retries',
    '0',
    '--timeout',
    '20',
  ];
  const download = ['-m', 'pip', '--no-input', '-q', 'download', ...options, '--dest', wheels, ...names];
  const fetched = await runCommand(python, download, { environment });
  if (fetched.code !== 0) return { reason: `pip: ${fetched.complaint}` };
  for (const wheel of readdirSync(wheels).filter((name) => name.endsWith('.whl'))) {
    request.progress(`unpacking ${wheel}`);
    const unpacked = await runCommand(python, ['-m', 'zipfile', '-e', path.join(wheels, wheel), directory], {
      environment,
    });
    if (unpacked.code !== 0) return { reason: unpacked.complaint };
  }
  return { directory };
}

async function pythonWithPip(request: FetchRequest): Promise<string | undefined> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const asked = await runCommand(python, ['-m', 'pip', '--version'], { environment: request.environment });
    if (asked.code === 0) return python;
  }
  return undefined;
}

/** `2.19` means its newest release. */
function requirement(name: string, version: string): string {
  return version.split('.').length > 2 ? `${name}==${version}` : `${name}==${version}.*`;
}

/** The `ansible` package with the collections of an ansible-core: 12 for 2.19, 7 for 2.14. */
function communityVersion(version: string): number | undefined {
  const minor = /^2\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor) - 7;
}
