import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { TemplateString } from '../../../src/python/template-string.ts';
import { str } from '../../../src/python/repr.ts';
import type { PendingCall } from '../../../src/template/waiting/outcome.ts';
import { pause } from '../../../src/template/waiting/pause.ts';
import { RenderJobs } from '../../../src/template/waiting/render-jobs.ts';
import { templarWith } from '../rendering.ts';

const directory = mkdtempSync(join(tmpdir(), 'mitorun-waiting-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a template gives as a job, and how often its lookups were evaluated. */
async function inJob(template: string, yaml?: string): Promise<{ text: string; lines: number }> {
  const file = join(directory, String(Math.random()));
  const templar = templarWith(yaml?.replaceAll('FILE', file));
  const source = new TemplateString(template.replaceAll('FILE', file));
  try {
    const text = str(await templar.inJob(() => templar.render(source)));
    return { text, lines: readFileSync(file, 'utf8').split('\n').length - 1 };
  } finally {
    await templar.engine.jobs.close();
  }
}

const slow = "lookup('pipe', 'echo x >> FILE; sleep 0.1; echo a')";
const quick = "lookup('pipe', 'echo x >> FILE; echo b')";

describe('item 8: a template that waits', () => {
  it.each([
    [`{{ ${slow} }}`, 'a', 1],
    [`{{ ${slow} }}{{ ${quick} }}{{ ${slow} }}`, 'aba', 3],
    [`{% for i in range(3) %}{{ ${slow} }}{% endfor %}`, 'aaa', 3],
    [`{{ lookup('pipe', ${slow} ~ '; echo c', errors='ignore') }}{{ ${slow} }}`, 'a', 2],
    [`{{ ${slow} if ${quick} == 'b' else 'no' }}`, 'a', 2],
    [`{% macro m() %}{{ ${slow} }}{% endmacro %}{{ m() }}{{ m() }}`, 'aa', 2],
  ])('%s is evaluated once where it stands', async (template, text, lines) => {
    expect(await inJob(template)).toEqual({ text: expect.stringContaining(text) as string, lines });
  });

  it.each([
    ['a variable', '{{ v }}{{ v }}', `v: "{{ ${slow} }}"`, 1],
    ['a member', '{{ d.a }}{{ d.a }}', `d: {a: "{{ ${slow} }}"}`, 1],
    [
      'a member read before and after another wait',
      `{{ d.a }}{{ d.a }}{{ ${slow} }}`,
      `d: {a: "{{ ${slow} }}"}`,
      2,
    ],
  ])('%s is evaluated as often as without waiting', async (_name, template, yaml, lines) => {
    expect((await inJob(template, yaml)).lines).toBe(lines);
  });

  it('takes the same way again: chance, time and files are asked once', async () => {
    const watched = join(directory, 'watched');
    const { text } = await inJob(
      `{% set r = 10**15 | random %}{% set there = '${watched}' is exists %}{% set t = now() %}` +
        `{{ lookup('pipe', 'echo x >> FILE; touch ${watched}; sleep 0.1; echo ' ~ r) == r | string }} {{ there }} {{ t == t }}`,
    );
    expect(text).toBe('True False True');
  });

  it('blocks outside of jobs', () => {
    const templar = templarWith();
    expect(templar.render(new TemplateString("{{ lookup('pipe', 'sleep 0.1; echo a') }}"))).toBe('a');
    void templar.engine.jobs.close();
  });
});

describe('item 8: jobs', () => {
  it('give at once what does not wait', () => {
    expect(new RenderJobs().run(() => 1)).toBe(1);
  });

  it('wait at the same time', async () => {
    const jobs = new RenderJobs();
    const spans = await Promise.all(
      Array.from({ length: 5 }, async () =>
        jobs.run(() => {
          const began = jobs.once('began', () => performance.now());
          jobs.wait('pause', () => pause(400));
          return [began, performance.now()] as const;
        }),
      ),
    );
    const lastBegan = Math.max(...spans.map(([began]) => began));
    const firstEnded = Math.min(...spans.map(([, ended]) => ended));
    expect(lastBegan).toBeLessThan(firstEnded);
  });

  it('end what they wait for and begin nothing more when the run is interrupted', async () => {
    const controller = new AbortController();
    const jobs = new RenderJobs({ signal: controller.signal });
    let ended = 0;
    const endless: PendingCall<never> = {
      poll: () => undefined,
      outcome: () => new Promise(() => undefined),
      cancel: () => {
        ended += 1;
      },
    };
    const job = Promise.resolve(jobs.run(() => jobs.wait('x', () => endless)));
    await sleep(5);
    controller.abort();
    await expect(job).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(ended).toBe(1);
    expect(() => jobs.wait('x', () => endless)).toThrow('User interrupted execution');
  });

  it('are run again though something caught what suspended them', async () => {
    const jobs = new RenderJobs();
    const given = await jobs.run(() => {
      try {
        return jobs.wait('x', () => pause(60)) ?? 'waited';
      } catch {
        return 'caught';
      }
    });
    expect(given).toBe('waited');
  });

  it('leave others their turn when they compute for long, and are run so that a signal ends them', async () => {
    const modes: string[] = [];
    let mode = 'plain';
    let turns = 0;
    const jobs = new RenderJobs({
      interruptibly: (job) => {
        mode = 'interruptible';
        return job();
      },
    });
    const others = setInterval(() => (turns += 1), 1);
    await jobs.run(() => {
      modes.push(mode);
      const end = performance.now() + 400;
      while (performance.now() < end) jobs.step();
    });
    clearInterval(others);
    expect(modes).toEqual(['plain', 'interruptible']);
    expect(turns).toBeGreaterThan(0);
  });
});
