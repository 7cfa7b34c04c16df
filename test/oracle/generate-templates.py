"""Random templates (statements, macros, loops, filters with keywords) with what ansible-core makes of them: one JSON line each. Usage: SEED COUNT"""
import json
import random
import signal
import sys
import warnings

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

warnings.simplefilter("ignore")

VARIABLES = {
    "i": 7, "f": 2.5, "s": "hello World", "e": "", "u": "naïve ☃ 😀", "l": [3, 1, 2], "m": ["b", "a", "C"], "n": None, "y": True, "x": False,
    "d": {"a": 1, "b": [1, 2], "c": "q"}, "p": [{"k": 1, "v": "x"}, {"k": 2, "v": "y"}, {"k": 1, "v": "z"}], "t": "one\ntwo\n\n three",
    "tree": [{"n": "r", "c": [{"n": "s", "c": []}, {"n": "t", "c": [{"n": "u", "c": []}]}]}, {"n": "v", "c": []}],
}
LISTS = ["l", "m", "p", "[1, 2]", "'abc'", "d", "range(3)", "p|map(attribute='k')", "l|sort(reverse=true)", "[]", "d.items()", "m|reverse", "s.split()"]
VALUES = [
    "i", "s", "l", "d.b", "d['c']", "p[0].v", "n", "y", "f", "u", "loop.index", "loop.first", "loop.last", "loop.length", "item", "other", "a", "b",
    "ns.q", "i + 1", "s ~ i", "'x' * 3", "[i, s]", "{'z': i}", "l[0]", "m[-1]", "t", "1.0", "none", "(1, 2)", "s[1:4]", "e",
    "loop.cycle('o', 'e')", "loop.revindex0", "loop.depth", "loop.previtem|default('-')", "loop.nextitem|default('-')", "loop.changed(item)",
    "mac(1)", "mac(i, b='k')", "mac(b=2, a=3)", "mac(1, 2, 3)", "varargs", "kwargs", "caller is defined", "joined()", "cyc.next()", "cyc.current",
]
FILTERS = [
    "upper", "title", "length", "string", "default('D')", "default('D', true)", "d(default_value='Q', boolean=true)", "join(', ')", "join(d='-', attribute='k')",
    "join('+', attribute='v')", "first", "last", "list", "sort", "sort(case_sensitive=true)", "sort(attribute='v', reverse=true)", "unique|list",
    "unique(case_sensitive=true)|list", "replace('l', 'L', 1)", "truncate(7)", "truncate(7, killwords=true, end='~', leeway=0)", "wordwrap(6)",
    "wordwrap(width=5, break_long_words=false, wrapstring='|')", "indent", "indent(width=2, first=true, blank=true)", "indent('>>')", "center(11)", "trim", "trim('h')",
    "wordcount", "capitalize", "escape", "striptags", "int", "int(default=9)", "float", "round(1)", "round(precision=0, method='ceil')", "abs", "batch(2, '-')|list",
    "slice(2)|list", "slice(slices=2, fill_with='-')|list", "groupby('k')|map('first')|list", "groupby('v', default='z')|list|length", "map('upper')|list",
    "map(attribute='k')|list", "map(attribute='q', default='none')|list", "select('odd')|list", "reject('none')|list", "selectattr('k', 'eq', 1)|list",
    "rejectattr('k', 'gt', 1)|map(attribute='v')|join", "sum(attribute='k')", "sum(start=1)", "min", "max", "max(attribute='k')", "tojson", "tojson(indent=1)",
    "dictsort", "dictsort(by='value')", "dictsort(case_sensitive=true, reverse=true)", "items|list", "xmlattr", "urlencode", "filesizeformat", "filesizeformat(binary=true)",
    "format(1, 2)", "attr('k')", "reverse|list", "pprint", "lower", "safe", "e", "count",
]
TESTS = ["defined", "none", "string", "number", "odd", "divisibleby(2)", "in(l)", "eq(1)", "mapping", "iterable", "sequence", "not none", "lower", "ge(1)", "sameas(y)", "true"]


# Macros call none, or they might call themselves for ever.
in_macro = False


def value(rng):
    text = rng.choice([known for known in VALUES if not (in_macro and known.startswith("mac("))])
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        text = "(%s)|%s" % (text, rng.choice(FILTERS))
    return text


def condition(rng):
    kind = rng.random()
    if kind < 0.5:
        return "(%s) is %s" % (value(rng), rng.choice(TESTS))
    if kind < 0.7:
        return "not (%s)" % value(rng)
    return "%s %s %s" % (rng.choice(VALUES), rng.choice(["==", "!=", "in", "and", "or"]), rng.choice(["1", "l", "s", "'a'", "i", "[1, 'b']"]))


def tag(rng, text):
    return "{%%%s %s %s%%}" % (rng.choice(["", "", "", "-", "+"]), text, rng.choice(["", "", "", "-", "+"]))


def output(rng):
    return "{{%s %s %s}}" % (rng.choice(["", "", "-"]), value(rng), rng.choice(["", "", "-"]))


def words(rng):
    return rng.choice(["a", " b ", "\n", "\n  ", "x\n", " ", "{# note #}", "{#- note -#}", "<&>", "\n\n", "é", "{% raw %}{{ r }}{% endraw %}"])


def block(rng, depth):
    return "".join(statement(rng, depth) for _ in range(rng.randrange(1, 4)))


def statement(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.35:
        return output(rng) if rng.random() < 0.6 else words(rng)
    inner = lambda: block(rng, depth - 1)
    if kind < 0.47:
        text = tag(rng, "if " + condition(rng)) + inner()
        if rng.random() < 0.3:
            text += tag(rng, "elif " + condition(rng)) + inner()
        if rng.random() < 0.5:
            text += tag(rng, "else") + inner()
        return text + tag(rng, "endif")
    if kind < 0.62:
        target = rng.choice(["item", "item", "item", "item, other"])
        head = "for %s in %s" % (target, rng.choice(LISTS))
        if rng.random() < 0.25:
            head += " if item"
        text = tag(rng, head) + inner()
        if rng.random() < 0.25:
            text += tag(rng, "else") + inner()
        return text + tag(rng, "endfor")
    if kind < 0.66:
        return tag(rng, "for item in tree recursive") + "{{ item.n }}" + inner() + "{{ loop(item.c) }}" + tag(rng, "endfor")
    if kind < 0.74:
        return tag(rng, "set %s = %s" % (rng.choice(["a", "b", "item", "i", "ns.q", "a, b"]), value(rng)))
    if kind < 0.79:
        return tag(rng, "set a" + rng.choice(["", " | upper", " | replace('a', 'b') | trim"])) + inner() + tag(rng, "endset")
    if kind < 0.84:
        return tag(rng, "with a = %s, b = %s" % (value(rng), rng.choice(VALUES))) + inner() + tag(rng, "endwith")
    if kind < 0.88:
        return tag(rng, "filter " + rng.choice(["upper", "replace('a', 'o')", "indent(2)", "trim|title", "wordwrap(9)"])) + inner() + tag(rng, "endfilter")
    if in_macro:
        return output(rng)
    if kind < 0.93:
        return tag(rng, "macro mac(a, b='B')") + macro_body(rng, depth) + tag(rng, "endmacro")
    return tag(rng, rng.choice(["call mac(1)", "call mac(i, b=2)"])) + macro_body(rng, depth) + tag(rng, "endcall")


def macro_body(rng, depth):
    global in_macro
    in_macro = True
    start = rng.choice(["{{ a }}/{{ b }}", "{{ a }}{{ varargs }}{{ kwargs }}", "<{{ caller() if caller else '' }}>"])
    body = start + block(rng, depth - 1)
    in_macro = False
    return body


PRELUDE = "{% set ns = namespace(q=0) %}{% set joined = joiner(';') %}{% set cyc = cycler('p', 'q') %}{% macro mac(a, b='m') %}[{{ a }}{{ b }}{{ varargs|length }}]{% endmacro %}"
# What has no stable text.
UNLIKE = ("Undefined", " at 0x", "dict_", "built-in", "generator", "<Macro", "<Cycler", "<Namespace", "<LoopContext", "range(", "<itertools", "<bound")


def header(rng):
    """Options as the first line of a template has them."""
    options = (rng.random() < 0.6, rng.random() < 0.4, rng.choice(["\n", "\n", "\r\n"]))
    return "#jinja2: trim_blocks: %s, lstrip_blocks: %s, newline_sequence: %r\n" % options


class TooLong(BaseException):
    """A template that takes more than a moment."""


def interrupt(_signal, _frame):
    raise TooLong


def main():
    signal.signal(signal.SIGALRM, interrupt)
    rng = random.Random(int(sys.argv[1]))
    templar = Templar(loader=DataLoader(), variables=VARIABLES)
    print(json.dumps(VARIABLES))
    done = 0
    while done < int(sys.argv[2]):
        body = header(rng) + PRELUDE + "".join(statement(rng, rng.randrange(1, 4)) for _ in range(rng.randrange(1, 5))) + "."
        signal.setitimer(signal.ITIMER_REAL, 1)
        try:
            text = templar.template(trust_as_template(body))
            signal.setitimer(signal.ITIMER_REAL, 0)
            if len(text) > 4000 or any(part in text for part in UNLIKE):
                continue
            outcome = {"text": str(text)}
        except (MemoryError, RecursionError, TooLong):
            continue
        except Exception as error:
            # Most random templates fail; a few of them are enough.
            if rng.random() < 0.9:
                continue
            outcome = {"error": "%s: %s" % (type(error).__name__, error)}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        done += 1
        print(json.dumps({"template": body, **outcome}))


main()
