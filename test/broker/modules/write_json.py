#!/usr/bin/python
# A module of the json-args style.
import json

arguments = json.loads('''<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>''')
print(json.dumps({'text': arguments['text']}))
