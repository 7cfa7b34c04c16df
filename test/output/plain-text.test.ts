import { describe, expect, it } from 'vitest';
import { noRemarks } from '../../src/events/remarks.ts';
import { Dict } from '../../src/python/dict.ts';
import { Display } from '../../src/output/display.ts';
import { hostLabel } from '../../src/output/host-label.ts';
import { recapLine } from '../../src/output/recap.ts';

const evil = 'web\u001b[2J\r\nok: [other]\u009b\u202e';
const counts = { ok: 1, changed: 0, unreachable: 0, failures: 0, skipped: 0, rescued: 0, ignored: 0 };

function shown(say: (display: Display) => void): { screen: string; log: string } {
  const seen = { screen: '', log: '' };
  const write = (text: string): void => void (seen.screen += text);
  say(
    new Display({
      verbosity: 4,
      columns: 79,
      color: false,
      colors: {},
      deprecationWarnings: true,
      verboseToStderr: false,
      logVerbosity: 0,
      writeOut: write,
      writeError: write,
      redact: (text: string) => text,
      writeLog: (text) => void (seen.log += text),
    }),
  );
  return seen;
}

describe('item 30: nothing from outside commands the terminal', () => {
  it("a host's name is part of one line wherever it stands", () => {
    for (const line of [
      hostLabel({ host: evil, remarks: noRemarks }),
      recapLine(evil, counts, { color: false, colors: {} }),
    ]) {
      expect(line).toContain('web\\u001b[2J\\u000d\\u000aok: [other]\\u009b\\u202e');
      expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    const delegate = { host: 'd\u001bc', variables: Dict.of({ ansible_host: '\n' }) };
    expect(hostLabel({ host: 'h', remarks: { ...noRemarks, delegate } })).toBe('h -> d\\u001bc(\\u000a)');
    expect(shown((display) => display.verbose('said', 1, evil)).screen).not.toMatch(/\p{Cc}(?!$)/u);
  });

  it.each<[string, (display: Display, text: string) => void]>([
    ['a result', (display, text) => display.show(text)],
    ['a warning', (display, text) => display.warn(text)],
    ['a deprecation', (display, text) => display.deprecate(text)],
    ['an error', (display, text) => display.error(text, true)],
    ['a title', (display, text) => display.banner(text)],
  ])('%s has no title of the window, no cursor, no question to the terminal', (_title, say) => {
    const { screen, log } = shown((display) =>
      say(display, 'a\u001b]0;title\u0007b\u001b[2Jc\u001b[6nd\u009b1me\bf'),
    );
    for (const text of [screen, log])
      expect(text).toContain('a\\u001b]0;title\\u0007b\\u001b[2Jc\\u001b[6nd\\u009b1me\\u0008f');
  });

  it('what a target said does not write over the words before it', () => {
    expect(shown((display) => display.error('failed: x\rok: y\r\nmore', false)).screen).toContain(
      'failed: x\\rok: y\nmore',
    );
  });

  it('colours, tabs and lines of a command are shown as they are', () => {
    const text = 'a\t\u001b[1;31mred\u001b[0m\u001b[K\nb';
    expect(shown((display) => display.show(text)).screen).toBe(`${text}\n`);
  });
});
