import { compareCodePoints } from './json/dump.ts';
import { valueError } from './python-error.ts';

const pattern =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d+)?)?(-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d+)?)?([-_.]?dev[-_.]?(\d+)?)?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  /** Stage and its number; a bare development release sorts before every stage, a final one after. */
  readonly stage: readonly [string, number];
  readonly post: number;
  readonly dev: number;
  readonly local: readonly string[];
}

const stages: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

/** Compares two versions as PEP 440 orders them. Throws ValueError in the words of `packaging`. */
export function comparePep440(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  return (
    left.epoch - right.epoch ||
    compareReleases(left.release, right.release) ||
    compareCodePoints(left.stage[0], right.stage[0]) ||
    left.stage[1] - right.stage[1] ||
    compareNumbers(left.post, right.post) ||
    compareNumbers(left.dev, right.dev) ||
    compareLocal(left.local, right.local)
  );
}

function parse(text: string): Version {
  const found = pattern.exec(text);
  if (!found) throw valueError(`Invalid version: '${text}'`);
  const [, epoch, release = '', stage, stageNumber, post, dashed, postNumber, dev, devNumber, local] = found;
  const name = stage?.toLowerCase();
  const isBareDev = name === undefined && post === undefined && dev !== undefined;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    stage: name === undefined ? [isBareDev ? '' : '~', 0] : [stages[name] ?? name, Number(stageNumber ?? 0)],
    post: post === undefined ? -Infinity : Number(dashed ?? postNumber ?? 0),
    dev: dev === undefined ? Infinity : Number(devNumber ?? 0),
    local: local === undefined ? [] : local.toLowerCase().split(/[-_.]/),
  };
}

function compareReleases(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** As subtraction, but for infinities that are equal. */
function compareNumbers(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

/** In a local version a number comes after any word. */
function compareLocal(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a, b] = [left[index] as string, right[index] as string];
    const [aNumber, bNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aNumber !== bNumber) return aNumber ? 1 : -1;
    const difference = aNumber ? Number(a) - Number(b) : compareCodePoints(a, b);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
