"""Prints, as JSON, the files that real AnsiballZ puts into the zip of each module named on stdin (a JSON list).

{"ansible.builtin.ping": {"python_name": ..., "files": {"ansible/__init__.py": "<sha256>", ...}} or {"error": ...}}
"""

import datetime
import hashlib
import io
import json
import sys
import zipfile

from ansible.executor import module_common
from ansible.plugins import loader

if hasattr(loader, "init_plugin_loader"):
    loader.init_plugin_loader()


def files_of(name):
    path = loader.module_loader.find_plugin(name)
    with open(path, "rb") as module_file:
        data = module_file.read()
    python_name = module_common._get_ansible_module_fqn(path)
    short_name = name.split(".")[-1]
    output = io.BytesIO()
    archive = zipfile.ZipFile(output, mode="w")
    if hasattr(module_common, "_builder"):
        now = datetime.datetime.now(datetime.timezone.utc)
        extensions = module_common._builder.ExtensionManager.create(task_vars={})
        module_common.recursive_finder(short_name, python_name, data, archive, now, extensions)
        module_common._add_module_to_zip(archive, now, python_name, data, path, extensions)
    else:
        module_common.recursive_finder(short_name, python_name, data, archive)
        module_common._add_module_to_zip(archive, python_name, data)
    archive.close()
    files = {info.filename: hashlib.sha256(archive_read(output, info)).hexdigest() for info in archive.infolist()}
    return {"python_name": python_name, "files": files}


def archive_read(output, info):
    with zipfile.ZipFile(io.BytesIO(output.getvalue())) as archive:
        return archive.read(info)


answers = {}
for wanted in json.load(sys.stdin):
    try:
        answers[wanted] = files_of(wanted)
    except Exception as error:
        answers[wanted] = {"error": str(error)}
json.dump(answers, sys.stdout)
