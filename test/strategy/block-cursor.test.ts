import { describe, expect, it } from 'vitest';
import { Block, Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import { BlockCursor } from '../../src/strategy/block-cursor.ts';

type Outline = string | { block: Outline[]; rescue?: Outline[]; always?: Outline[] };

function task(name: string): Task {
  const fields = { keywords: new Map(), origin: undefined, parent: undefined, isHandler: false };
  return new Task({ ...fields, uuid: name, name, action: 'debug', args: new Dict() });
}

function node(outline: Outline): Block | Task {
  if (typeof outline === 'string') return task(outline);
  const block = new Block({ keywords: new Map(), origin: undefined, parent: undefined, implicit: false });
  block.block.push(...outline.block.map(node));
  block.rescue.push(...(outline.rescue ?? []).map(node));
  block.always.push(...(outline.always ?? []).map(node));
  return block;
}

function nameOf(given: Task): string {
  return typeof given.name === 'string' ? given.name : '';
}

/** The tasks that a host is given, where those named `x…` fail; and whether it is out in the end. */
function walk(...outline: Outline[]): { given: string; failed: boolean } {
  const blocks = outline.map((part) => node(typeof part === 'string' ? { block: [part] } : part));
  const cursor = new BlockCursor(blocks.filter((block) => block instanceof Block));
  const given: string[] = [];
  for (let next = cursor.next(); next; next = cursor.next()) {
    given.push(nameOf(next));
    if (nameOf(next).startsWith('x')) cursor.fail();
  }
  return { given: given.join(' '), failed: cursor.hasFailed };
}

describe('a host walks through blocks', () => {
  it.each<[string, Outline[], string, boolean]>([
    ['in order', ['a', { block: ['b', 'c'], always: ['d'] }, 'e'], 'a b c d e', false],
    ['and is out after a failure', ['a', 'x', 'b'], 'a x', true],
    ['to rescue', [{ block: ['x', 'a'], rescue: ['b'], always: ['c'] }, 'd'], 'x b c d', false],
    ['to always without rescue', [{ block: ['x', 'a'], always: ['c'] }, 'd'], 'x c', true],
    [
      'to always when rescue fails',
      [{ block: ['x1'], rescue: ['x2', 'a'], always: ['c'] }, 'd'],
      'x1 x2 c',
      true,
    ],
    ['out of always when it fails', [{ block: ['a'], rescue: ['b'], always: ['x', 'c'] }, 'd'], 'a x', true],
    [
      'to the rescue of the block around it',
      [{ block: [{ block: ['x'], always: ['a'] }, 'b'], rescue: ['c'], always: ['d'] }, 'e'],
      'x a c d e',
      false,
    ],
    [
      'to rescue inside rescue',
      [{ block: ['x1'], rescue: [{ block: ['x2'], rescue: ['a'] }, 'b'] }, 'c'],
      'x1 x2 a b c',
      false,
    ],
  ])('%s', (_name, outline, given, failed) => {
    expect(walk(...outline)).toEqual({ given, failed });
  });

  it('and takes what an include puts before the next task', () => {
    const cursor = new BlockCursor(
      [node({ block: ['include', 'after'] })].filter((block) => block instanceof Block),
    );
    cursor.next();
    cursor.insert([node({ block: ['in1', 'in2'] })].filter((block) => block instanceof Block));
    expect([cursor.next(), cursor.next(), cursor.next()].map((next) => next?.name)).toEqual([
      'in1',
      'in2',
      'after',
    ]);
  });
});
