import { describe, expect, it } from 'vitest';
import { connectionOptions } from '../../src/config/connection-options/all.ts';
import type { PluginOption } from '../../src/config/connection-options/plugin-option.ts';
import { settings } from '../../src/config/settings/all.ts';
import type { Setting, SettingTable } from '../../src/config/settings/setting.ts';
import { accountEffects } from './setting-effects/account.ts';
import { dataEffects } from './setting-effects/data.ts';
import { type Effect, outcomeOf, type Effects } from './setting-effects/effect.ts';
import { outputEffects } from './setting-effects/output.ts';
import { pathEffects } from './setting-effects/paths.ts';
import { runEffects } from './setting-effects/run.ts';

const effects: Effects = {
  ...runEffects,
  ...outputEffects,
  ...dataEffects,
  ...pathEffects,
  ...accountEffects,
};
/** Proved by `test/executor/option-effects.test.ts`, as they need another machine or account. */
const elsewhere = ['DEFAULT_BECOME', 'DEFAULT_BECOME_METHOD', 'BECOME_ALLOW_SAME_USER'];

const table = Object.entries(settings as SettingTable) as [string, Setting][];
const ignored = table.filter((entry) => entry[1].ignored !== undefined);

function settingNamed(name: string): Setting {
  const setting = (settings as SettingTable)[name];
  if (setting === undefined) throw new Error(`there is no such setting: ${name}`);
  return setting;
}

describe.concurrent('every setting that runs read has an effect (item 10)', () => {
  it.each(Object.entries(effects))('%s', async (name, effect) => {
    const setting = settingNamed(name);
    const without = await outcomeOf(setting, effect, effect.base);
    const withIt = await outcomeOf(setting, effect, effect.set);
    const { shows, hides } = effect;
    if (shows !== undefined) {
      expect(withIt).toMatch(shows);
      expect(without).not.toMatch(shows);
    }
    if (hides !== undefined) {
      expect(without).toMatch(hides);
      expect(withIt).not.toMatch(hides);
    }
  });

  it('or says by whom it is read, or why it has none', () => {
    const unproved = table
      .filter(([, { ignored: reason, readBy }]) => reason === undefined && readBy === undefined)
      .map(([name]) => name)
      .filter((name) => !Object.hasOwn(effects, name) && !elsewhere.includes(name));
    expect(unproved).toEqual([]);
  });

  it('and none of those that have none is proved to have one', () => {
    expect(ignored.map(([name]) => name).filter((name) => Object.hasOwn(effects, name))).toEqual([]);
  });
});

/** A lookup that gives the values of settings as ansible-core has them. */
const toldByPython = `
from ansible import constants as C
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        known = C.config.get_configuration_definitions()
        return ['%s=%s' % (t, C.config.get_config_value(t) if t in known else 'of a plug-in') for t in terms]
`;

describe('what only plug-ins in Python read', () => {
  it('reaches them by the environment and ansible.cfg (item 10)', async () => {
    const read = table.filter(([, { readBy }]) => readBy === 'python');
    const values = read.map(([name, { type, env }]) => ({
      name,
      env,
      value: type === 'boolean' ? 'true' : '77',
    }));
    const out = await outcomeOf(
      settingNamed('DEFAULT_FORKS'),
      {
        set: '',
        files: { 'lookup_plugins/told.py': toldByPython },
        tasks: `- debug: {msg: "{{ query('told', ${read.map(([name]) => `'${name}'`).join(', ')}) }}"}\n`,
        env: Object.fromEntries(values.flatMap(({ env, value }) => env.map((variable) => [variable, value]))),
      },
      undefined,
    );
    for (const { name, value } of values)
      expect(out).toMatch(new RegExp(`"${name}=(of a plug-in|True|[^"]*${value})`));
  });
});

const adhoc: Effect = { set: '', argv: ['a', '-i', 'a,', '-m', 'debug'] };
const heading = 'Settings without effect in mitorun: ';

/** A value other than the setting's default. */
function otherValue({ type, default: otherwise, choices, satisfied = [] }: Setting): string {
  const choice = choices?.find((word) => ![otherwise, ...satisfied].flat().includes(word));
  if (choice !== undefined) return choice;
  if (type === 'boolean') return otherwise === true ? 'false' : 'true';
  return type === 'integer' || type === 'float' ? '77' : '/odd';
}

describe('a setting without effect is warned of with its reason where it is set (item 10)', () => {
  it.each(ignored.filter(([, { env, ini }]) => env.length + ini.length > 0))('%s', async (name, setting) => {
    const out = await outcomeOf(setting, adhoc, otherValue(setting));
    if (setting.deprecated) expect(out).toContain(`${name} option. Reason: ${setting.deprecated.why}\n`);
    else if (setting.elsewhere === true || setting.satisfied !== undefined)
      expect(out).not.toContain(heading);
    else expect(out).toContain(`${heading}${name} (${setting.ignored})`);
  });

  const options = Object.entries(connectionOptions).flatMap(([plugin, all]) =>
    (Object.entries(all) as [string, PluginOption][])
      .filter(([, option]) => option.ignored !== undefined && option.env.length + option.ini.length > 0)
      .map(([name, option]) => ({ plugin, name, option })),
  );
  it.each(options)('option $name of $plugin', async ({ plugin, name, option }) => {
    const out = await outcomeOf(option, adhoc, otherValue(option));
    if (option.satisfied === undefined)
      expect(out).toContain(`${heading}${plugin}.${name} (${option.ignored})`);
    else expect(out).not.toContain(heading);
  });

  it('not where it says what its default says', async () => {
    const out = await outcomeOf(settingNamed('DEFAULT_KEEP_REMOTE_FILES'), adhoc, 'false');
    expect(out).not.toContain(heading);
  });

  it('and marked in config list', async () => {
    const listed = await outcomeOf(
      settingNamed('DEFAULT_FORKS'),
      { set: '', argv: ['config', 'list'] },
      undefined,
    );
    const blocks = new Map(listed.split('\n\n').map((block) => [/^\w+(?=:)/m.exec(block)?.[0], block]));
    for (const [name, { ignored: reason }] of ignored)
      expect(`${blocks.get(name)}\n`).toContain(`\n  ignored: ${reason}\n`);
  });
});
