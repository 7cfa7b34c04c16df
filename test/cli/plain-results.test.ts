import { describe, expect, it } from 'vitest';
import { plainEvent } from '../../src/cli/plain-results.ts';
import { noRemarks } from '../../src/events/remarks.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { repr } from '../../src/python/repr.ts';
import { VaultString } from '../../src/python/vault-string.ts';

describe('vaulted values in what a run tells (item 3)', () => {
  const secret = new VaultString('$ANSIBLE_VAULT;1.1;AES256\n00', () => 'plain');
  const result = Dict.of({ msg: secret, results: [Dict.of({ item: Dict.of({ p: secret }) })] });

  it('are plain text in results, with -v and -vvv too, and stay what they are where they are registered', () => {
    const event = plainEvent({ kind: 'host-result', result, remarks: noRemarks } as unknown as RunEvent);
    expect('result' in event && dumpJson(event.result.copy())).toBe(
      '{"msg": "plain", "results": [{"item": {"p": "plain"}}]}',
    );
    expect('result' in event && repr(event.result.copy())).not.toContain('ANSIBLE_VAULT');
    expect(result.get('msg')).toBe(secret);
  });

  it('are plain text in labels of included files and in custom statistics', () => {
    const included = plainEvent({ kind: 'included', label: [secret] } as unknown as RunEvent);
    expect('label' in included && included.label).toEqual(['plain']);
    const stats = { hosts: new Map(), custom: new Map([['_run', Dict.of({ told: secret })]]) };
    const told = plainEvent({ kind: 'stats', stats } as unknown as RunEvent);
    expect(told.kind === 'stats' && repr(told.stats.custom.get('_run') ?? null)).toBe("{'told': 'plain'}");
  });
});
