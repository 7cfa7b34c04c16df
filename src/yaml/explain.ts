import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { findMistake } from './mistakes.ts';
import type { Mark, YamlFault } from './yaml-fault.ts';

/**
 * A fault as the error that people see: Ansible's message and place (its `AnsibleYAMLParserError`), where it guesses the
 * usual mistakes from the faulty line, and a hint that shows the line mended.
 */
export function explainFault(
  fault: YamlFault,
  text: string,
  file: string,
  origin: (mark: Mark) => Origin,
): MitorunError {
  const at = fault.mark ? origin(fault.mark) : { file, line: 1, column: 1 };
  const mistake = fault.raisedBy !== 'yaml' || !fault.mark ? undefined : findMistake(text, fault);
  const message = mistake?.message ?? generalMessage(fault);
  const place = mistake?.column === undefined ? at : { ...at, column: mistake.column };
  const hint = mistake?.hint ?? valueHint(fault);
  return new MitorunError('PARSER', `YAML parsing failed: ${message}`, {
    origin: place,
    cause: fault,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** For a value that its type refuses. */
function valueHint(fault: YamlFault): string | undefined {
  if (fault.problem.includes('tag requires a string value'))
    return "give the vaulted text as a block: '!vault |'";
  if (fault.problem.startsWith('unacceptable character'))
    return 'in double quotes, write such a character as an escape';
  return fault.raisedBy === 'python' ? 'quote the value if it is meant as text' : undefined;
}

/** libyaml's context and problem as one sentence. */
function generalMessage(fault: YamlFault): string {
  const words = [fault.context, fault.problem].filter(Boolean).join(' ').replaceAll(/\s+/g, ' ').trim();
  if (fault.raisedBy === 'python') return words;
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
