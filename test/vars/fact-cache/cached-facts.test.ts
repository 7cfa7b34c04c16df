import { describe, expect, it } from 'vitest';
import { PyDate, PyDateTime } from '../../../src/python/datetime.ts';
import { Dict } from '../../../src/python/dict.ts';
import { dumpJson } from '../../../src/python/json/dump.ts';
import { parseJson } from '../../../src/python/json/parse.ts';
import { PyFloat } from '../../../src/python/value.ts';
import { VaultString } from '../../../src/python/vault-string.ts';
import { cachedFacts } from '../../../src/vars/fact-cache/cached-facts.ts';

const read = (text: string): Dict => parseJson(text) as Dict;
const shown = (facts: Dict | undefined): string => (facts ? dumpJson(facts) : 'none');

describe('facts as ansible-core 2.19 keeps them', () => {
  it('names the version of the form in the key', () => {
    expect(cachedFacts.key('web1')).toBe('s1_web1');
  });

  it('are a text inside of a dict, with dates as dicts', () => {
    const facts = Dict.of({
      n: 1,
      f: new PyFloat(2),
      day: new PyDate(2024, 1, 2),
      secret: new VaultString('$ANSIBLE_VAULT;1.1;AES256\n00', () => 'plain'),
    });
    expect(dumpJson(cachedFacts.encode(facts))).toBe(
      String.raw`{"__payload__": "{\"n\": 1, \"f\": 2.0, \"day\": {\"iso8601\": \"2024-01-02\", \"__ansible_type\": \"AnsibleSerializableDate\"}, \"secret\": {\"ciphertext\": \"$ANSIBLE_VAULT;1.1;AES256\\n00\", \"__ansible_type\": \"EncryptedString\"}}"}`,
    );
  });

  it('come back without the tags that Ansible puts on them', () => {
    const tagged = String.raw`{"__payload__": "{\"a\": {\"value\": [{\"value\": 1, \"tags\": [], \"__ansible_type\": \"_AnsibleTaggedInt\"}], \"tags\": [{\"path\": \"/x.yml\", \"line_num\": 1, \"col_num\": 1, \"__ansible_type\": \"Origin\"}], \"__ansible_type\": \"_AnsibleTaggedList\"}, \"d\": {\"value\": {\"iso8601\": \"2024-01-02\", \"__ansible_type\": \"AnsibleSerializableDate\"}, \"tags\": [], \"__ansible_type\": \"_AnsibleTaggedDate\"}}"}`;
    const facts = cachedFacts.decode(read(tagged));
    expect(shown(facts)).toBe('{"a": [1], "d": "2024-01-02"}');
    expect(facts?.get('d')).toBeInstanceOf(PyDate);
  });

  it('keep moments with their zone', () => {
    const moment = {
      year: 2024,
      month: 1,
      day: 2,
      hour: 3,
      minute: 4,
      second: 5,
      microsecond: 60,
      offset: 7200,
    };
    const facts = cachedFacts.decode(cachedFacts.encode(Dict.of({ at: new PyDateTime(moment) })));
    expect(facts?.get('at')).toMatchObject({ parts: moment });
  });

  it('are none where the dict has no such text', () => {
    expect(cachedFacts.decode(read('{"a": 1}'))).toBeUndefined();
  });
});
