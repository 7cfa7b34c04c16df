"""Runs a program in a terminal of its own and answers its prompts: what a test cannot do from a pipe.

Reads JSON from stdin: argv, cwd, env, prompts (a regular expression for the end of the output), answers (`^D` and `^C`
are keys), seconds. Writes JSON: text (everything shown, with plain line ends), exit (negative: the signal).
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

# What line editors write to move the cursor.
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
KEYS = {"^C": b"\x03", "^D": b"\x04"}


def answer(asked):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(asked["cwd"])
        os.execvpe(asked["argv"][0], asked["argv"], dict(os.environ, TERM="dumb", **asked["env"]))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    prompt = re.compile(asked["prompts"] + "$")
    answers = list(asked["answers"])
    shown, seen = b"", 0
    deadline = time.monotonic() + asked["seconds"]
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
        if prompt.search(shown[seen:].decode("utf-8", "replace")):
            seen = len(shown)
            time.sleep(0.1)
            given = answers.pop(0) if answers else "^D"
            os.write(terminal, KEYS.get(given) or given.encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    text = CONTROLS.sub("", shown.decode("utf-8", "replace").replace("\r\n", "\n"))
    return {"text": text, "exit": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
