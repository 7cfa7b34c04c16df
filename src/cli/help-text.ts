import yargs from 'yargs';
import type { CommandLineOption, Program } from './options/option.ts';
import { callOf, programDescriptions } from './options/program-options.ts';
import type { ProcessEdge } from './process-edge.ts';

/** The help of a program, its options in groups; mitorun's own names its sub-commands too. */
export async function helpText(program: Program, edge: ProcessEdge): Promise<string> {
  const { usage, options, summary } = programDescriptions[program];
  const call = callOf(program, edge.program);
  const isWhole = call === edge.program && !edge.program.startsWith('ansible');
  const usages = isWhole
    ? (['playbook', 'adhoc'] as const).map((one) => programDescriptions[one].usage)
    : [usage];
  let help = yargs([])
    .scriptName(edge.program)
    .help(false)
    .version(false)
    .wrap(Math.min(edge.stdout.columns ?? 100, 110))
    .usage(`${usages.map((one) => `usage: ${call} ${one}`).join('\n')}\n\n${summary}`);
  for (const option of options) help = help.option(option.name, describe(option));
  if (isWhole) help = help.epilogue(commandsText(edge.program));
  return `${await help.getHelp()}\n`;
}

function describe(option: CommandLineOption) {
  return {
    alias: [...(option.short === undefined ? [] : [option.short]), ...(option.aliases ?? [])],
    describe: `${option.description}${option.placeholder === undefined ? '' : ` [${option.placeholder}]`}`,
    group: `${option.group}:`,
  };
}

function commandsText(name: string): string {
  const commands = (['inventory', 'vault', 'config', 'content', 'shims', 'completion'] as const).map(
    (program) => `  ${name} ${program.padEnd(11)} ${programDescriptions[program].summary}`,
  );
  return `Other commands:\n${commands.join('\n')}\n\n${name} <command> --help says more of each.`;
}
