import { describe, expect, test } from 'vitest';
import type { AgentHop } from '../../src/broker/agent/agent-hop.ts';
import { RenewedHop, Repetitions } from '../../src/broker/agent/renewed-hop.ts';
import { StaleSession } from '../../src/broker/agent/stale-session.ts';
import { EventStream } from '../../src/events/event-stream.ts';

const span = new EventStream().open();

/** An agent that refuses so many requests, and writes down what it does. */
function agent(name: string, done: string[], refusals: number): AgentHop {
  let left = refusals;
  const ask = (what: string) => async () => {
    await Promise.resolve();
    if (left-- > 0) throw new StaleSession(name);
    done.push(`${name} ${what}`);
  };
  const made: Partial<AgentHop> = { isRetired: false, putFile: ask('put'), remove: ask('remove') };
  return { ...made, command: ask('command') } as unknown as AgentHop;
}

describe('a request that an agent refuses as out of date (item 14)', () => {
  test('is asked of a new one, in the order in which one user has asked, over all their hops', async () => {
    const done: string[] = [];
    const old = agent('old', done, 99);
    const fresh = agent('new', done, 0);
    let renewals = 0;
    const renew = async () => {
      renewals++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return fresh;
    };
    const repetitions = new Repetitions();
    const first = new RenewedHop(old, span, repetitions, renew);
    const second = new RenewedHop(old, span, repetitions, renew);
    const asked = [first.putFile({ data: Buffer.alloc(0) }, '/x'), second.command({ command: 'x' })];
    await new Promise((resolve) => setTimeout(resolve, 5));
    asked.push(new RenewedHop(fresh, span, repetitions, renew).command({ command: 'x' }) as Promise<never>);
    await Promise.all(asked);
    expect(done).toEqual(['new put', 'new command', 'new command']);
    expect(renewals).toBe(2);
  });

  test('is asked in that order too where the refusal of a later one is known before', async () => {
    const done: string[] = [];
    const old = agent('old', done, 2);
    const refuse = old.putFile.bind(old);
    // The way back of an upload is longer than a command's.
    old.putFile = async (...asked) => {
      try {
        await refuse(...asked);
      } catch (error) {
        for (let tick = 0; tick < 5; tick++) await Promise.resolve();
        throw error;
      }
    };
    const hop = new RenewedHop(old, span, new Repetitions(), () => Promise.resolve(agent('new', done, 0)));
    await Promise.all([hop.putFile({ data: Buffer.alloc(0) }, '/x'), hop.command({ command: 'x' })]);
    expect(done).toEqual(['new put', 'new command']);
  });

  test('is given up where each new one refuses it', async () => {
    const done: string[] = [];
    const hop = new RenewedHop(agent('0', done, 1), span, new Repetitions(), () =>
      Promise.resolve(agent('n', done, 1)),
    );
    await expect(hop.command({ command: 'x' })).rejects.toThrow('is out of date each time');
  });

  test('is not even asked of one that is known to be', async () => {
    const done: string[] = [];
    const old = agent('old', done, 0);
    old.isRetired = true;
    const hop = new RenewedHop(old, span, new Repetitions(), () => Promise.resolve(agent('new', done, 0)));
    await hop.command({ command: 'x' });
    await hop.remove('/x');
    expect(done).toEqual(['new command', 'new remove']);
  });
});
