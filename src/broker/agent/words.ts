import * as z from 'zod';
import { excessOf } from '../../python/json/shape.ts';
import { ProtocolViolation } from './protocol-violation.ts';

/**
 * Checks what agents send: the heads of their frames, and the line by which the first stage greets. Each
 * check throws a ProtocolViolation for anything unexpected.
 */

/** Exit codes: Python's are 32 bits, and negative for a signal. */
const status = z.int().min(-0x80000000).max(0xffffffff);
const size = z.int().min(0);

const failureHead = z.object({
  code: z.enum(['os', 'timeout', 'cancelled', 'missing', 'become', 'gone', 'agent', 'stale']),
  message: z.string().optional(),
  errno: z.number().optional(),
  path: z.string().optional(),
  output: z.string().optional(),
  why: z.enum(['wrong', 'missing', 'refused', 'timeout', 'ended']).optional(),
  status: status.nullable().optional(),
});
export type FailureHead = z.infer<typeof failureHead>;

const versionPart = z.int().min(0).max(999);
const shortText = z.string().max(4096);
/** Version, executable, arguments, uid, user, home. */
const hello = z.tuple([
  z.tuple([versionPart, versionPart, versionPart]),
  shortText,
  z.array(shortText).max(100),
  z.int().min(0).max(0xffffffff),
  shortText.min(1),
  shortText,
]);
export type Hello = z.infer<typeof hello>;

export const helloMarker = 'MITORUN1 ';
/** Bytes of a greeting's line. */
export const longestHello = 64 * 1024;
const helloShape = { depth: 4, values: 1000 };

export function parseHello(text: string): Hello {
  const wrong = (why: string) => new ProtocolViolation(`the greeting of its Python ${why}`, text);
  if (text.length > longestHello) throw wrong('is too long');
  if (excessOf(text, helloShape) !== undefined) throw wrong('is nested too deeply');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong('is not JSON');
  }
  const read = hello.safeParse(parsed);
  if (!read.success) throw wrong('does not say what it has to');
  return read.data;
}

const commandHead = z.object({ rc: status, err: size });
const skippedHead = z.object({ skipped: z.literal(true) });
const lostHead = z.object({ output: z.string().optional() });
const logHead = z.object({ text: z.string() });
const creditHead = z.tuple([z.int().min(1)]);
const helloHead = z.object({ hello: z.string() });
/** Something that can be a path of a target; nothing else is known of it. */
const pathHead = z.object({ path: shortText.min(1).refine((path) => !/\p{Cc}/u.test(path)) });

function read<T>(schema: z.ZodType<T>, head: unknown, what: string): T {
  const found = schema.safeParse(head);
  if (found.success) return found.data;
  throw new ProtocolViolation(`${what} does not say what it has to`, JSON.stringify(head));
}

/** How a command ended, and how many bytes of the body are its standard error. */
export type CommandHead = z.infer<typeof commandHead>;

export const words = {
  failure: (head: unknown): FailureHead => read(failureHead, head, 'a failure'),
  lost: (head: unknown): string => read(lostHead, head, 'a lost frame').output?.trim() ?? '',
  log: (head: unknown): string => read(logHead, head, 'a log frame').text,
  credit: (head: unknown): number => read(creditHead, head, 'a credit')[0],
};

/** What the reply to a request has to be. Throws a ProtocolViolation where it is something else. */
export type ReplyReader<T> = (head: unknown, body: Buffer) => T;

/** The replies to each kind of request. */
export const replies = {
  command: (head: unknown, body: Buffer): CommandHead => {
    const outcome = read(commandHead, head, 'the reply to a command');
    if (outcome.err > body.length)
      throw new ProtocolViolation(
        `a reply of ${body.length} bytes says that ${outcome.err} of them are standard error`,
      );
    return outcome;
  },
  /** undefined where the step was skipped, which only one of a chain can be. */
  module:
    (isChained: boolean): ReplyReader<CommandHead | undefined> =>
    (head, body) =>
      isChained && skippedHead.safeParse(head).success ? undefined : replies.command(head, body),
  path: (head: unknown): string => read(pathHead, head, 'the reply with a path').path,
  hello: (head: unknown): Hello => parseHello(read(helloHead, head, 'the reply to a spawn').hello),
  /** A body, or that it was done; the head says nothing. */
  done: (): undefined => undefined,
} as const;
