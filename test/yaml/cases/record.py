"""Records what PyYAML (with libyaml) and ansible-core read and write, as the data of the tests beside this file.

Run with Debian's /usr/bin/python3 and PYTHONPATH naming an ansible-core 2.19:
    PYTHONPATH=... /usr/bin/python3 record.py
"""
import datetime
import json
import os
import random
import sys
import tempfile

import yaml
from yaml import CSafeDumper, CSafeLoader

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, rows):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as stream:
        stream.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')


def loaded(text):
    try:
        return {'repr': repr(yaml.load(text, Loader=CSafeLoader))}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return {'context': error.context, 'problem': error.problem, 'line': mark.line + 1, 'column': mark.column + 1}
    except Exception as error:
        return {'python': '%s: %s' % (type(error).__name__, error)}


PIECES = ['a', 'b: ', '- ', '\n', '  ', ' ', '"', "'", '[', ']', '{', '}', ',', ': ', ':', '#', ' #', '|', '>', '|-', '>+',
          '&x ', '*x', '!!str ', '!', '\t', '1', 'yes', '0x1', '<<: ', '---', '...', '\n\n', '\n  ', '\n    ',
          '\n- ', 'k', '\u00e9', '\U00010348', '%', '@', '\\n', '\\', '-', '=', '~', '1.5', '\n k: ', '\r\n', '\x85']


def record_load(chance):
    with open(os.path.join(HERE, 'load-inputs.json'), encoding='utf-8') as stream:
        texts = json.load(stream)
    texts += [''.join(chance.choice(PIECES) for _ in range(chance.randint(2, 14))) for _ in range(1200)]
    write('load.json', [{'text': text, **loaded(text)} for text in texts])


WORDS = ['a', 'word', 'x: y', '#', '- ', '\n', '  ', ' ', '\u00e9', '\U00010348', '\t', "'", '"', 'yes', '1', '1.5', 'null',
         '~', '{', '[', ',', 'longer-word', '\\', '\x85', '\u2028', '\r', '%', '@', 'end', '?', '!', '&', '*', '=', '<<',
         '|', '>', '---', '...', '\x00', '0x1', '1:30', '2001-01-01', '\ufeff']
FLOATS = [1.0, 1e20, 1e-7, 0.1, -0.0, float('inf'), float('nan'), 123456789.125, 1e16]


def text_of(chance):
    kind = chance.random()
    if kind < .3:
        return ''.join(chance.choice(WORDS) for _ in range(chance.randint(0, 4)))
    if kind < .5:
        return ' '.join(chance.choice(['word', 'longer-word', 'x', 'a:b', '\u00e9']) for _ in range(chance.randint(1, 40)))
    if kind < .6:
        lines = chance.randint(1, 4)
        return '\n'.join(' '.join(chance.choice(['word', 'x', ' y']) for _ in range(chance.randint(0, 25))) for _ in range(lines))
    if kind < .65:
        return 'k' * chance.randint(120, 135)
    return chance.choice(WORDS)


def value_of(chance, depth):
    kind = chance.random()
    if depth <= 0 or kind < .45:
        leaf = chance.randint(0, 8)
        if leaf < 3:
            return text_of(chance)
        if leaf == 3:
            return chance.randint(-5, 10 ** 18)
        if leaf == 4:
            return chance.choice(FLOATS)
        if leaf == 5:
            return chance.choice([True, False, None])
        if leaf == 6:
            return datetime.date(2020, 1, 2)
        if leaf == 7:
            zone = chance.choice([None, datetime.timezone.utc])
            return datetime.datetime(2020, 1, 2, 3, 4, 5, chance.choice([0, 60]), zone)
        return bytes(chance.randint(0, 255) for _ in range(chance.choice([0, 3, 80])))
    if kind < .7:
        return [value_of(chance, depth - 1) for _ in range(chance.randint(0, 4))]
    if kind < .75:
        return tuple(value_of(chance, depth - 1) for _ in range(chance.randint(0, 3)))
    if kind < .78:
        return {text_of(chance)}
    keys = chance.choice([[text_of(chance) for _ in range(4)], [chance.randint(0, 99) for _ in range(4)], [True, None, 1.5, 3]])
    return {key: value_of(chance, depth - 1) for key in keys[:chance.randint(0, 4)]}


def encoded(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, datetime.datetime):
        parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
        return {'datetime': parts + [None if value.tzinfo is None else 0]}
    if isinstance(value, datetime.date):
        return {'date': [value.year, value.month, value.day]}
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if isinstance(value, tuple):
        return {'tuple': [encoded(item) for item in value]}
    if isinstance(value, set):
        return {'set': [encoded(item) for item in value]}
    return {'dict': [[encoded(key), encoded(item)] for key, item in value.items()]}


def record_dump(chance):
    rows = []
    while len(rows) < 500:
        value = value_of(chance, 3)
        options = {'allow_unicode': chance.random() < .9, 'default_flow_style': chance.choice([None, None, False, False, True])}
        if chance.random() < .5:
            options['indent'] = chance.choice([1, 2, 4, 4, 8, 10])
        if chance.random() < .3:
            options['width'] = chance.choice([-1, 4, 20, 50, 200, 1000])
        if chance.random() < .3:
            options['sort_keys'] = False
        if chance.random() < .1:
            options['explicit_start'] = True
        if chance.random() < .1:
            options['explicit_end'] = True
        if chance.random() < .1:
            options['default_style'] = chance.choice(["'", '"', '|', '>'])
        try:
            text = yaml.dump(value, Dumper=CSafeDumper, **options)
        except Exception:
            continue  # PyYAML itself cannot write some keys
        if len(text) < 1500:
            rows.append({'value': encoded(value), 'options': options, 'text': text})
    write('dump.json', rows)


def record_mistakes():
    from ansible.errors import AnsibleError
    from ansible.parsing.dataloader import DataLoader

    with open(os.path.join(HERE, 'mistakes-inputs.json'), encoding='utf-8') as stream:
        inputs = json.load(stream)
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        for row in inputs:
            path = os.path.join(directory, 'bad.yml')
            with open(path, 'w', encoding='utf-8', newline='') as stream:
                stream.write(row['text'])
            try:
                loaded_value = DataLoader().load_from_file(path, cache='none')
                print('not a mistake:', row, loaded_value, file=sys.stderr)
                continue
            except AnsibleError as error:
                origin = error.obj
                rows.append({**row, 'message': error._message, 'line': origin.line_num, 'column': origin.col_num})
    write('mistakes.json', rows)


record_load(random.Random(4))
record_dump(random.Random(5))
record_mistakes()
