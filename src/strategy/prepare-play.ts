import { dirname, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { RunServices } from '../executor/services.ts';
import { newUuid } from '../executor/task-view.ts';
import { VariableScope } from '../executor/variable-scope.ts';
import { checkKeywordValue } from '../playbook/keywords/check-value.ts';
import { findKeyword } from '../playbook/keywords/table.ts';
import type { Play } from '../playbook/model.ts';
import { keywordOrigin } from '../playbook/read-keywords.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { OMIT } from '../python/omit.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { readVarsFiles } from './vars-files.ts';

/** A play whose keywords are rendered, for all its batches. */
export interface PreparedPlay {
  readonly play: Play;
  readonly uuid: string;
  readonly name: string;
  readonly directory: string;
  /** `hosts:` rendered. */
  readonly pattern: readonly string[];
  readonly hosts: readonly string[];
  readonly promptedVars: Dict;
  readonly strategy: string;
  /** Renders a keyword of the play: before any host is chosen, so with variables of the play and the run alone. */
  readonly render: (value: Value) => Value;
}

/** What a play asks for, by `vars_prompt`. */
export type PromptVars = (play: Play, render: (value: Value) => Value) => Promise<Dict>;

/**
 * Prompts for `vars_prompt`, renders the play's keywords and finds its hosts.
 * @param options.ordered false where nobody asks for the order of hosts, so that a wrong one is not noticed
 */
export async function preparePlay(
  services: RunServices,
  play: Play,
  promptVars: PromptVars,
  { ordered }: { readonly ordered: boolean } = { ordered: true },
): Promise<PreparedPlay> {
  const { jobs } = services.engine;
  const hosts = hostsAsWritten(services, play);
  const beginning = { play, hosts };
  const unasked = await beginningScope(services, { ...beginning, promptedVars: new Dict() });
  const promptedVars = await promptVars(play, renderWith(unasked));
  const scope =
    promptedVars.size === 0 ? unasked : await beginningScope(services, { ...beginning, promptedVars });
  const render = renderWith(scope);
  const name = play.own('name');
  const isNamed = name !== undefined && name !== null && name !== '';
  const { title, targets } = await jobs.run(() => ({
    title: isNamed ? titleOf(keywordValue('name', name, render)) : undefined,
    // A play without a name is called by its hosts.
    targets: keywordValue(isNamed ? 'hosts' : 'name', play.own('hosts') ?? 'all', render),
  }));
  const pattern = hostPattern(targets, play);
  const word = (keyword: string): string | undefined | Promise<string | undefined> =>
    jobs.run(() => {
      const written = play.own(keyword);
      const value = written === undefined ? OMIT : keywordValue(keyword, written, render);
      return value === OMIT ? undefined : str(value);
    });
  const wanted = await word('order');
  const matched = services.inventory.hostsMatching(
    pattern,
    wanted === undefined || !ordered ? {} : { order: wanted },
  );
  const strategy = (await word('strategy')) ?? str(services.setting('DEFAULT_STRATEGY') ?? 'linear');
  await jobs.run(() => checkOwnKeywords(play, render));
  return {
    play,
    uuid: newUuid(),
    name: title ?? unnamed(play, targets, pattern),
    directory: playDirectory(play),
    pattern,
    hosts: matched.map((host) => host.name),
    promptedVars,
    strategy,
    render,
  };
}

/** An omitted name is none. */
function titleOf(name: Value): string | undefined {
  return name === OMIT ? undefined : str(name);
}

/** A play is called by its hosts: as the value of a template shows, else with commas. */
function unnamed(play: Play, hosts: Value, pattern: readonly string[]): string {
  if (hosts === OMIT) return '';
  return play.own('hosts') instanceof TemplateString ? str(hosts) : pattern.join(',');
}

/** A play's keyword, rendered. Throws MitorunError PARSER that names it. */
export function keywordValue(keyword: string, written: Value, render: (value: Value) => Value): Value {
  try {
    return render(written);
  } catch (error) {
    if (!(error instanceof MitorunError) || error.code === 'PARSER') throw error;
    const message = `Error processing keyword '${keyword}'.`;
    throw new MitorunError('PARSER', message, { origin: error.origin, cause: error });
  }
}

const ownKeywords = [
  'serial',
  'force_handlers',
  'gather_facts',
  'gather_subset',
  'gather_timeout',
  'max_fail_percentage',
];

/**
 * Checks the keywords that only a play has, before it starts. Those without a template were checked when the
 * playbook was read.
 */
function checkOwnKeywords(play: Play, render: (value: Value) => Value): void {
  for (const name of ownKeywords) {
    const written = play.own(name);
    const keyword = findKeyword(name);
    if (written === undefined || written === null || !keyword) continue;
    const value = keywordValue(name, written, render);
    if (value === null || value === OMIT) continue;
    checkKeywordValue(keyword, value, keywordOrigin(play.keywords, name));
  }
}

function hostPattern(rendered: Value, play: Play): string[] {
  // Ansible looks for a host named `None` then.
  if (rendered === OMIT) return ['None'];
  const parts = (Array.isArray(rendered) ? rendered : [rendered]).map((part) =>
    part === null ? '' : str(part),
  );
  const isTemplate = play.own('hosts') instanceof TemplateString;
  if ((parts.length === 0 && !isTemplate) || parts.some((part) => part === '')) {
    throw new MitorunError('PARSER', 'Hosts list cannot be empty. Please check your playbook', {
      origin: play.origin,
    });
  }
  return parts;
}

/**
 * The hosts of a play before its keywords are rendered: all hosts where its pattern is a template. As in
 * Ansible, a pattern without templates gets its warning here, before `vars_files` are read.
 */
export function hostsAsWritten(services: RunServices, play: Play): string[] {
  const written = play.own('hosts');
  const parts = Array.isArray(written) ? written : [written];
  const isFixed = parts.every((part) => typeof part === 'string');
  return services.inventory.hostsMatching(isFixed ? parts : 'all').map(({ name }) => name);
}

/** What a play's keywords may use, before any of its hosts has a turn. */
interface Beginning {
  readonly play: Play;
  readonly hosts: readonly string[];
  readonly promptedVars: Dict;
}

async function beginningScope(services: RunServices, beginning: Beginning): Promise<VariableScope> {
  const { play, promptedVars } = beginning;
  const directory = playDirectory(play);
  const everyHost = services.inventory.hostsMatching('all').map(({ name }) => name);
  const scopeWith = (varsFiles: readonly Dict[]): VariableScope =>
    new VariableScope(services, {
      play,
      content: play.content,
      uuid: '',
      name: writtenName(play),
      directory,
      allHosts: [...beginning.hosts],
      // Until its first batch begins, every host is one of the play's.
      batch: everyHost,
      removed: [],
      promptedVars,
      varsFiles: () => varsFiles,
    });
  const reader = scopeWith([]).varsFilesReader(undefined, undefined);
  return scopeWith(await services.engine.jobs.run(() => readVarsFiles(services, play, directory, reader)));
}

/** The play's name, with its templates: what `ansible_play_name` is before the name is rendered. */
function writtenName(play: Play): string {
  const name = play.own('name') ?? '';
  if (name !== '') return str(name);
  const hosts = play.own('hosts') ?? '';
  return Array.isArray(hosts) ? hosts.map(str).join(',') : str(hosts);
}

function renderWith(scope: VariableScope): (value: Value) => Value {
  let templar: Templar | undefined;
  return (value) => {
    templar ??= scope.templar(scope.variables(undefined, undefined), undefined);
    return templar.render(value);
  };
}

/** The directory that a play's relative paths start from. */
function playDirectory(play: Play): string {
  return resolve(dirname(play.file));
}
