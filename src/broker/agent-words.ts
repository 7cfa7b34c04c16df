import * as z from 'zod';

/** What agents say, checked as it comes in: the heads of their frames, and the line by which the first stage greets. */

const failureHead = z.object({
  code: z.string(),
  message: z.string().optional(),
  errno: z.number().optional(),
  path: z.string().optional(),
  output: z.string().optional(),
  why: z.enum(['wrong', 'missing', 'refused', 'timeout', 'ended']).optional(),
  status: z.number().nullable().optional(),
});
export type FailureHead = z.infer<typeof failureHead>;

/** Version, executable, arguments, uid, user, home. */
const hello = z.tuple([
  z.tuple([z.number(), z.number(), z.number()]),
  z.string(),
  z.array(z.string()),
  z.number(),
  z.string(),
  z.string(),
]);
export type Hello = z.infer<typeof hello>;

export const helloMarker = 'MITORUN1 ';

export function parseHello(text: string): Hello {
  return hello.parse(JSON.parse(text));
}

const commandHead = z.object({ rc: z.number(), err: z.number() });
const moduleHead = z.union([commandHead, z.object({ skipped: z.literal(true) })]);
const lostHead = z.object({ output: z.string().optional() });

export const words = {
  failure: (head: unknown): FailureHead => failureHead.parse(head),
  lost: (head: unknown): string => lostHead.parse(head).output?.trim() ?? '',
  log: (head: unknown): string => z.object({ text: z.string() }).parse(head).text,
  credit: (head: unknown): number => z.tuple([z.number()]).parse(head)[0],
  path: (head: unknown): string => z.object({ path: z.string() }).parse(head).path,
  hello: (head: unknown): Hello => parseHello(z.object({ hello: z.string() }).parse(head).hello),
  /** How a command ended, and how many bytes of the body are its standard error. */
  command: (head: unknown): z.infer<typeof commandHead> => commandHead.parse(head),
  module: (head: unknown): z.infer<typeof moduleHead> => moduleHead.parse(head),
};
