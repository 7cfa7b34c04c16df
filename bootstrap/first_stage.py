# ruff: noqa
# fmt: off
# What `python -c` runs on the target: says who and what it is, reads the agent's source from standard input and
# becomes it. The controller turns this file into one line, so it may hold no quote but the double one, no backslash,
# dollar, exclamation mark, backtick or vertical bar, and `SIZE` stands for the number of compressed bytes.
import json, os, pwd, sys, zlib
u = os.getuid()
try:
    n, d = pwd.getpwuid(u)[::5]
except KeyError:
    n, d = str(u), os.path.expanduser("~")
h = [list(sys.version_info[:3]), sys.executable, sys.argv[1:], u, n, d]
os.write(1, ("MITORUN1 " + json.dumps(h) + chr(10)).encode())
d = bytearray()
while len(d) < SIZE:
    d += os.read(0, SIZE - len(d)) or sys.exit(9)
exec(zlib.decompress(bytes(d)))
