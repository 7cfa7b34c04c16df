"""Random Jinja2 expressions with what Jinja2 makes of them: one JSON line each. Usage: SEED COUNT"""
import json
import random
import sys
import warnings

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

warnings.simplefilter("ignore")

VARIABLES = {
    "i": 7, "j": -3, "z": 0, "f": 2.5, "g": -0.5, "s": "hello World", "t": "a,b,,c", "e": "", "u": "naïve ☃ 😀",
    "l": [3, 1, 2], "m": ["b", "a", "C"], "d": {"a": 1, "b": [1, 2], "items": 5, "1": "one"}, "n": None, "y": True,
    "x": False, "p": [{"k": 1, "v": "x"}, {"k": 2, "v": "y"}],
}
ATOMS = list(VARIABLES) + [
    "1", "0", "42", "-1", "1.5", "1e3", "0x1f", "1_000", "'x'", "'a\\nb'", "\"q'\"", "[]", "{}", "()", "(1,)", "(1, 2)",
    "[1, 'a', none]", "{'a': 1, 2: [3]}", "true", "False", "none", "missing", "'%s-%d'", "'{}:{x}'", "10**20",
]
BINARY = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
METHODS = [
    "upper()", "title()", "split(',')", "split()", "strip()", "replace('l', 'L', 1)", "find('o')", "startswith('he')",
    "join(m)", "keys()|list", "items()|list", "get('a')", "get('zz', 3)", "values()|list", "index(2)", "center(9, '*')",
    "zfill(6)", "partition(',')", "rsplit(',', 1)", "splitlines()", "isdigit()", "capitalize()", "swapcase()",
    "format(1, x=2)", "copy()", "endswith(('d', 'x'))", "lstrip('h')", "ljust(8)|length", "expandtabs()", "casefold()",
    "rfind('l')", "removeprefix('he')", "rindex('zz')", "bit_length()",
]
FORMATS = ["'%05d' % {}", "'%-6s|' % {}", "'%.2f' % {}", "'%g' % {}", "'%x' % {}", "'%r' % ({},)", "'%e' % {}", "'%+d' % {}",
           "'{{:>6}}'.format({})", "'{{:.3}}'.format({})", "'{{:,}}'.format({})", "'{{!r:^9}}'.format({})", "'{{:08.3f}}'.format({})",
           "'{{:e}}'.format({})", "'{{:x}}'.format({})", "'{{:g}}'.format({})", "'{{:%}}'.format({})"]
SLICES = ["[0]", "[-1]", "[1:]", "[:-1]", "[::2]", "[::-1]", "['a']", ".a", ".b[0]", ".items", "['items']", "[5:1:-1]", "[i]", ".0", "[0].k"]


def expression(rng, depth):
    if depth == 0:
        return rng.choice(ATOMS)
    kind = rng.random()
    sub = lambda: expression(rng, depth - 1)
    if kind < 0.40:
        text = "%s %s %s" % (sub(), rng.choice(BINARY), sub())
        return "(%s)" % text if rng.random() < 0.5 else text
    if kind < 0.52:
        return "(%s).%s" % (sub(), rng.choice(METHODS))
    if kind < 0.64:
        return "(%s)%s" % (sub(), rng.choice(SLICES))
    if kind < 0.72:
        return rng.choice(FORMATS).format("(%s)" % sub())
    if kind < 0.80:
        return "(%s if %s else %s)" % (sub(), sub(), sub())
    if kind < 0.86:
        return "%s %s" % (rng.choice(["not", "-", "+"]), sub())
    if kind < 0.90:
        return "[%s, %s]" % (sub(), sub())
    if kind < 0.94:
        return "{%s: %s}" % (sub(), sub())
    return "%s is %s" % (sub(), rng.choice(["none", "not none"]))


# What Ansible deliberately shows otherwise, or what has no stable text.
UNLIKE = ("Undefined", " at 0x", "dict_", "built-in", "nan")


class Noted(StrictUndefined):
    """Ansible treats what is undefined otherwise than Jinja2, so expressions that meet it are left out."""

    met = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Noted.met = True


def small(value):
    return len(repr(value)) < 2000


def main():
    rng = random.Random(int(sys.argv[1]))
    env = SandboxedEnvironment(undefined=Noted)
    env.optimized = False
    print(json.dumps(VARIABLES))
    done = 0
    while done < int(sys.argv[2]):
        text = expression(rng, rng.randrange(1, 4))
        # Two powers may take for ever, and one of a fraction may be complex, which mitorun has not.
        if text.count("**") > 1 or ("**" in text and any(part in text for part in ("1.5", "f", "g"))):
            continue
        Noted.met = False
        try:
            value = env.compile_expression(text, undefined_to_none=False)(**VARIABLES)
            if any(part in repr(value) for part in UNLIKE) or isinstance(value, complex):
                continue
            else:
                outcome = {"repr": repr(value)}
            if not small(value):
                continue
        except (MemoryError, OverflowError):
            continue
        except Exception as error:
            outcome = {"error": "%s: %s" % (type(error).__name__, error)}
        if Noted.met:
            continue
        done += 1
        print(json.dumps({"expression": text, **outcome}))


main()
