"""Prints, as JSON, what Ansible's loaders make of each action named on stdin (a JSON list): full name and file."""

import json
import sys

from ansible.errors import AnsiblePluginRemovedError
from ansible.plugins import loader

if hasattr(loader, "init_plugin_loader"):
    loader.init_plugin_loader()


def resolve(name):
    module = loader.module_loader.find_plugin_with_context(name)
    wanted = module.action_plugin if module.resolved and module.action_plugin else name
    action = loader.action_loader.find_plugin_with_context(wanted)
    found = action if action.resolved else module
    known = module if module.resolved and module.action_plugin else found
    return {"name": known.resolved_fqcn, "path": found.plugin_resolved_path}


answers = {}
for wanted_name in json.load(sys.stdin):
    try:
        answers[wanted_name] = resolve(wanted_name)
    except AnsiblePluginRemovedError:
        answers[wanted_name] = {"removed": True}
json.dump(answers, sys.stdout)
