import { mayHoldSurrogates, strictTextHint, surrogateFault } from '../../python/json/refuse-surrogates.ts';
import type { ModuleOutcome } from '../../broker/hop.ts';
import { noTraceback } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { parseJson } from '../../python/json/parse.ts';
import { excessOf } from '../../python/json/shape.ts';
import { str } from '../../python/repr.ts';
import { splitLines } from '../../python/split-lines.ts';
import type { Value } from '../../python/value.ts';
import type { Answer } from '../answer.ts';
import { readNotices } from './read-notices.ts';
import { readMarkedValues } from './read-marked-values.ts';
import { typeKey } from '../../template/json-profiles/profiles.ts';

/**
 * Limits of a result beside its length: half the depth that Python's own reader can take, and as many values
 * as fit in memory beside everything else.
 */
const resultShape = { depth: 500, values: 5_000_000 } as const;
/** Characters of unreadable output that a result shows, from its beginning and from its end. */
const shownOutput = 512 * 1024;

/**
 * Parses the answer that a module printed: one JSON object, perhaps with other lines around it. Output that
 * cannot be read becomes a failed result that contains the output, so that nothing from the target is lost.
 * @param strictUtf8 MODULE_STRICT_UTF8_RESPONSE: text that UTF-8 cannot hold fails the task (MitorunError
 * ACTION)
 */
export function parseModuleResult(
  outcome: ModuleOutcome,
  warn: (message: string) => void,
  strictUtf8: boolean,
  profile = 'module_legacy_m2c',
): Answer {
  const excess = excessOf(outcome.stdout, resultShape);
  if (excess !== undefined) return unreadable(outcome, excess);
  const parsed = readObject(outcome.stdout);
  if (typeof parsed === 'string') return unreadable(outcome, parsed);
  if (parsed.trailing) warn(`Module invocation had junk after the JSON data: ${parsed.trailing}`);
  const result = parsed.object;
  if (strictUtf8 && mayHoldSurrogates(outcome.stdout)) refuseSurrogates(result);
  const notices = readNotices(result);
  // Search for marked objects only where the text mentions them: hardly any result has one.
  const deprecatedMembers = outcome.stdout.includes(typeKey) ? readMarkedValues(result, profile) : [];
  return {
    data: result,
    remarks: {
      ...notices,
      ...(deprecatedMembers.length > 0 && { deprecatedMembers }),
      ...((result.get('failed') === true || result.has('exception')) && { failedInModule: true }),
      isParsed: true,
    },
  };
}

/** Text that UTF-8 cannot hold would fail later, wherever it is written. */
function refuseSurrogates(result: Dict): void {
  const fault = surrogateFault(result);
  if (fault !== undefined) throw new MitorunError('ACTION', fault, { hint: strictTextHint });
}

interface FoundObject {
  readonly object: Dict;
  readonly trailing: string;
}

function readObject(stdout: string): FoundObject | string {
  const whole = tryParse(stdout);
  if (whole) return { object: whole, trailing: '' };
  const lines = splitLines(stdout);
  const start = lines.findIndex((line) => line.trim().startsWith('{'));
  if (start < 0) return 'No start of json char found';
  const end = lines.findLastIndex((line, index) => index >= start && line.trim().endsWith('}'));
  if (end < 0) return 'No end of json char found';
  try {
    const value = parseJson(lines.slice(start, end + 1).join('\n'));
    if (!(value instanceof Dict)) return 'the result is not an object';
    return {
      object: value,
      trailing: lines
        .slice(end + 1)
        .join('\n')
        .trim(),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function tryParse(text: string): Dict | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = parseJson(text);
    return value instanceof Dict ? value : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(outcome: ModuleOutcome, cause: string): Answer {
  const message = `Module result deserialization failed: ${cause}`;
  const data = Dict.of({
    failed: true,
    msg: message,
    module_stdout: shortened(outcome.stdout),
    module_stderr: shortened(outcome.stderr),
    rc: outcome.rc,
    exception: noTraceback,
  });
  const link = { message, origin: undefined, hint: 'See stdout/stderr for the returned output.' };
  return { data, remarks: { isParsed: false, errorChain: [link] } };
}

function shortened(output: string): string {
  const left = output.length - 2 * shownOutput;
  if (left <= 0) return output;
  return `${output.slice(0, shownOutput)}\n[... ${left} characters left out ...]\n${output.slice(-shownOutput)}`;
}

/** What Ansible's own modules and wrappers say for its executor. */
const silentlyDropped = new Set(['_ansible_parsed', '_ansible_suppress_tmpdir_delete']);

/** Internal keys that only the controller may set are dropped, and output is offered in lines too. */
export function tidyModuleResult(result: Dict, warn: (message: string) => void): Dict {
  for (const key of result.keys()) {
    const name = str(key);
    if (name.startsWith('_ansible_') || name === 'add_host' || name === 'add_group') {
      if (!silentlyDropped.has(name)) {
        warn(`Removed unexpected internal key in module return: ${name} = ${str(result.get(key) as Value)}`);
      }
      result.delete(key);
    }
  }
  for (const name of ['warnings', 'deprecations']) {
    const listed = result.get(name);
    if (listed !== undefined && (listed === null || (Array.isArray(listed) && listed.length === 0)))
      result.delete(name);
  }
  dropDiscoveredInterpreters(result);
  addLines(result, 'stdout');
  addLines(result, 'stderr');
  return result;
}

function dropDiscoveredInterpreters(result: Dict): void {
  const facts = result.get('ansible_facts');
  if (!(facts instanceof Dict)) return;
  for (const key of facts.keys()) if (/^(ansible_)?discovered_interpreter_/.test(str(key))) facts.delete(key);
}

function addLines(result: Dict, stream: string): void {
  const text = result.get(stream);
  if (text === undefined || result.has(`${stream}_lines`)) return;
  result.set(`${stream}_lines`, typeof text === 'string' ? splitLines(text) : []);
}
