import { compareCodePoints } from '../../python/json/dump.ts';
import { order } from '../../python/operators/order.ts';
import { PythonError, valueError } from '../../python/python-error.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { TestDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';
import { comparePep440 } from '../../python/pep440.ts';

/** Below, above or equal to 0; throws PythonError where a text is no version of this kind. */
type Compare = (a: string, b: string) => number;

const operators: ReadonlyMap<string, string> = new Map([
  ['==', 'eq'],
  ['=', 'eq'],
  ['eq', 'eq'],
  ['<', 'lt'],
  ['lt', 'lt'],
  ['<=', 'le'],
  ['le', 'le'],
  ['>', 'gt'],
  ['gt', 'gt'],
  ['>=', 'ge'],
  ['ge', 'ge'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['ne', 'ne'],
]);
const decisions: Readonly<Record<string, (difference: number) => boolean>> = {
  eq: (difference) => difference === 0,
  ne: (difference) => difference !== 0,
  lt: (difference) => difference < 0,
  le: (difference) => difference <= 0,
  gt: (difference) => difference > 0,
  ge: (difference) => difference >= 0,
};
const kinds: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['loose', compareLoose],
  ['strict', compareStrict],
  ['semver', compareSemantic],
  ['semantic', compareSemantic],
  ['pep440', comparePep440],
]);

/** Ansible's `version`. */
export const versionTests: readonly TestDefinition[] = [
  {
    name: 'version',
    aliases: ['version_compare'],
    signature: signature("value, version, operator='eq', strict=None, version_type=None"),
    call: (_context, value, version, operator, strict, type) => {
      if (strict !== null && type !== null)
        throw pluginFailure("Cannot specify both 'strict' and 'version_type'");
      if (!isTruthy(value as Value)) throw pluginFailure('Input version value cannot be empty');
      if (!isTruthy(version as Value))
        throw pluginFailure('Version parameter to compare against cannot be empty');
      const compare = kindOf(strict as Value, type as Value);
      const decide = decisions[operators.get(textOf(operator as Value)) ?? ''];
      if (!decide) {
        throw pluginFailure(
          `Invalid operator type (${textOf(operator as Value)}). Must be one of ${quoted(operators.keys())}`,
        );
      }
      try {
        return decide(compare(textOf(value as Value), textOf(version as Value)));
      } catch (error) {
        if (error instanceof PythonError)
          throw failureWhileHandling(`Version comparison failed: ${error.message}`);
        throw error;
      }
    },
  },
];

function kindOf(strict: Value, type: Value): Compare {
  if (isTruthy(strict)) return compareStrict;
  if (!isTruthy(type)) return compareLoose;
  const compare = kinds.get(textOf(type));
  if (!compare)
    throw failureWhileHandling(
      `Invalid version type (${textOf(type)}). Must be one of ${quoted(kinds.keys())}`,
    );
  return compare;
}

function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `'${name}'`).join(', ');
}

/** distutils' LooseVersion: numbers and letters in turn; a number and a word have no order. */
function compareLoose(a: string, b: string): number {
  const parts = (text: string): Value[] =>
    text
      .split(/(\d+|[a-z]+|\.)/)
      .filter((part) => part !== '' && part !== '.')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const [left, right] = [parts(a), parts(b)];
  if (order('<', left, right)) return -1;
  return order('>', left, right) ? 1 : 0;
}

/** distutils' StrictVersion: `1.2`, `1.2.3`, `1.2a1`. */
function compareStrict(a: string, b: string): number {
  const [left, right] = [strictParts(a), strictParts(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left.numbers[index] as number) - (right.numbers[index] as number);
    if (difference !== 0) return difference;
  }
  if (left.stage === undefined || right.stage === undefined) {
    return Number(left.stage === undefined) - Number(right.stage === undefined);
  }
  return compareCodePoints(left.stage, right.stage) || left.stageNumber - right.stageNumber;
}

function strictParts(text: string): { numbers: number[]; stage: string | undefined; stageNumber: number } {
  const found = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(text);
  if (!found) throw valueError(`invalid version number '${text}'`);
  const [, major, minor, patch = '0', stage, stageNumber = '0'] = found;
  return { numbers: [major, minor, patch].map(Number), stage, stageNumber: Number(stageNumber) };
}

const semantic =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Semantic Versioning 2.0.0: build metadata does not count. */
function compareSemantic(a: string, b: string): number {
  const [left, right] = [semanticParts(a), semanticParts(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left.core[index] as number) - (right.core[index] as number);
    if (difference !== 0) return difference;
  }
  if (left.stage === undefined || right.stage === undefined) {
    return Number(left.stage === undefined) - Number(right.stage === undefined);
  }
  return compareStages(left.stage.split('.'), right.stage.split('.'));
}

function semanticParts(text: string): { core: number[]; stage: string | undefined } {
  const found = semantic.exec(text);
  if (!found) throw valueError(`invalid semantic version '${text}'`);
  return { core: found.slice(1, 4).map(Number), stage: found[4] };
}

function compareStages(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a, b] = [left[index] as string, right[index] as string];
    const [aNumber, bNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aNumber !== bNumber) return aNumber ? -1 : 1;
    const difference = aNumber ? Number(a) - Number(b) : compareCodePoints(a, b);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
