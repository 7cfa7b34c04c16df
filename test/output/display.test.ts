import { describe, expect, it } from 'vitest';
import { Display, type DisplaySettings } from '../../src/output/display.ts';
import { KnownSecrets } from '../../src/output/redact.ts';

function display(settings: Partial<DisplaySettings> = {}) {
  const written = { out: '', error: '', log: [] as string[] };
  const made = new Display({
    verbosity: 0,
    columns: 79,
    color: false,
    colors: { warn: 'bright purple', ok: 'green' },
    deprecationWarnings: true,
    verboseToStderr: false,
    logVerbosity: 0,
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
    writeLog: (text, level) => written.log.push(`${level} ${text}`),
    redact: (text) => text,
    ...settings,
  });
  return { made, written };
}

describe('the display', () => {
  it('says a warning once, on stderr, with an empty line behind several lines', () => {
    const { made, written } = display();
    made.warn('one');
    made.warn('one');
    made.warn('several\nlines');
    expect(written.error).toBe('[WARNING]: one\n[WARNING]: several\nlines\n\n');
    expect(written.out).toBe('');
  });

  it('says before the first deprecation how to be spared', () => {
    const { made, written } = display();
    made.deprecate('old.');
    made.deprecate('older.');
    expect(written.error.split('\n').slice(0, 3)).toEqual([
      '[WARNING]: Deprecation warnings can be disabled by setting `deprecation_warnings=False` in ansible.cfg.',
      '[DEPRECATION WARNING]: old.',
      '[DEPRECATION WARNING]: older.',
    ]);
  });

  it('does nothing with a message that nobody reads', () => {
    const redacted: string[] = [];
    const redact = (text: string): string => {
      redacted.push(text);
      return text;
    };
    const { made, written } = display({ redact, logVerbosity: 2 });
    made.verbose('for the log', 2, 'web1');
    made.verbose('for nobody', 3, 'web1');
    expect(new Set(redacted)).toEqual(new Set(['<web1> for the log']));
    expect(written).toEqual({ out: '', error: '', log: ['INFO <web1> for the log'] });
    const { made: withoutLog } = display({ redact, logVerbosity: 2, writeLog: undefined });
    redacted.length = 0;
    withoutLog.verbose('for nobody', 2);
    expect(redacted).toEqual([]);
  });

  it('is silent about deprecations where they are disabled', () => {
    const { made, written } = display({ deprecationWarnings: false });
    made.deprecate('old.');
    expect(written.error).toBe('');
  });

  it('colours every line for itself', () => {
    const { made, written } = display({ color: true });
    made.show('a\nb', { color: 'ok' });
    expect(written.out).toBe('\u001b[0;32ma\u001b[0m\n\u001b[0;32mb\u001b[0m\n');
  });

  it('fills a banner with stars up to the edge; wide characters take two columns', () => {
    const { made, written } = display({ columns: 20 });
    made.banner('PLAY [a]');
    made.banner('PLAY [日本]');
    made.banner('a title that is longer than the terminal is wide');
    expect(written.out).toBe(
      '\nPLAY [a] ************\n\nPLAY [日本] *********\n\na title that is longer than the terminal is wide ***\n',
    );
  });

  it('masks known secrets in what mitorun says and in the log, not in what a playbook shows', () => {
    const secrets = new KnownSecrets();
    secrets.add('hunter22');
    const { made, written } = display({ redact: secrets.redact, verbosity: 4 });
    made.warn('hunter22?');
    made.error('hunter22!', false);
    made.verbose('trying hunter22', 3, 'web1');
    made.show('[ERROR]: hunter22', { stderr: true });
    expect(written.out + written.error).not.toContain('hunter22');
    made.show('"msg": "hunter22"');
    expect(written.out).toContain('"msg": "hunter22"');
    expect(written.log.join('')).not.toContain('hunter22');
  });

  it('keeps what only the screen shows out of the log, and colours and leading empty lines too', () => {
    const { made, written } = display({ color: true });
    made.banner('PLAY [x]');
    made.show('', { screenOnly: true });
    made.show('fine', { color: 'ok' });
    expect(written.log).toEqual([`INFO PLAY [x] ${'*'.repeat(71)}`, 'INFO fine']);
  });
});
