"""Runs ansible-inventory once for each argument list of the JSON on stdin, each in a child forked after the slow imports.

Prints a JSON list of what each wrote to stdout. Differs from calling the program so often in time alone.
"""

import json
import os
import sys
import tempfile

from ansible.cli.inventory import InventoryCLI


def run(arguments):
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            try:
                InventoryCLI.cli_executor(["ansible-inventory"] + arguments)
            finally:
                sys.stdout.flush()
                os._exit(0)
        os.waitpid(child, 0)
        output.seek(0)
        return output.read().decode()


json.dump([run(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
