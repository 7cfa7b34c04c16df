"""Random patterns and texts with what Python's `re` says of them, a JSON line each: random-patterns.py SEED COUNT."""

import json
import random
import re
import resource
import signal
import sys
import warnings

warnings.simplefilter("ignore")

LITERALS = ["a", "b", "A", "é", "1", "_", " ", "-", "\n", "ß", "İ", "ſ", "K", "😀", "𝒳", "\x85", "\u2028", "x", "٣", "\\.", "\\n", "\\t", "\\x41", "\\u00e9", "\\U0001f600", "\\N{BULLET}", "\\N{GRINNING FACE}", "\\N{NO SUCH}", "•"]
CLASSES = [".", "\\d", "\\D", "\\s", "\\S", "\\w", "\\W"]
PLACES = ["^", "$", "\\A", "\\Z", "\\b", "\\B"]
SET_MEMBERS = ["a", "b-d", "é", "\\d", "\\W", "\\s", "\\S", "-", "^", "[", "😀", "\\n", "\\]", "&&", "~~", "||", "--", "0-9", "A-Z", "\\b", "|", "&", "\\x00-\\x7f", "(", "{", "/", "!", "\\N{BULLET}", "K", "ſ"]
REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0}", "{,2}", "{1,}", "{,}", "{2}?", "*+", "++", "{2,1}"]
FLAGS = ["(?i)", "(?s)", "(?m)", "(?x)", "(?a)", "(?is)", "(?ms)", "(?im)", "(?sm)", "(?u)"]
ALPHABET = ["a", "b", "A", "B", "c", "é", "É", "1", "_", " ", "-", "\n", "\r", "ß", "İ", "i", "ı", "I", "ſ", "s", "S", "K", "k", "😀", "𝒳", "\x85", "\u2028", "\x1c", "\x0b", "x", "٣", ".", "•", "e\u0301", "²", "Ⅷ", "]", "\\", "µ", "μ", "Σ", "σ", "ς", "ǅ", "ǆ"]
REPLACEMENTS = ["", "-", "<\\g<0>>", "\\n", "[\\1]", "\\\\", "\\g<g1>", "😀"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.groups = 0

    def pick(self, choices):
        return self.random.choice(choices)

    def pattern(self):
        self.groups = 0
        start = self.pick(FLAGS) if self.random.random() < 0.25 else ""
        return start + self.alternatives(3)

    def alternatives(self, depth):
        branches = [self.sequence(depth)]
        while self.random.random() < 0.2:
            branches.append(self.sequence(depth))
        return "|".join(branches)

    def sequence(self, depth):
        return "".join(self.repeated(depth) for _ in range(self.random.randint(0 if depth < 3 else 1, 4)))

    def repeated(self, depth):
        atom = self.atom(depth)
        if self.random.random() >= 0.3:
            return atom
        repeat = self.pick(REPEATS)
        # CPython 3.11 is wrong about possessive repeats of groups.
        return atom + (repeat[0] if atom[0] == "(" and repeat in ("*+", "++") else repeat)

    def atom(self, depth):
        roll = self.random.random()
        if roll < 0.4:
            return self.pick(LITERALS)
        if roll < 0.55:
            return self.pick(CLASSES)
        if roll < 0.62:
            return self.pick(PLACES)
        if roll < 0.75 or depth == 0:
            members = "".join(self.pick(SET_MEMBERS) for _ in range(self.random.randint(1, 3)))
            return "[" + ("^" if self.random.random() < 0.3 else "") + members + "]"
        return self.group(depth - 1)

    def group(self, depth):
        roll = self.random.random()
        if roll < 0.5:
            self.groups += 1
            name = "?P<g%d>" % self.groups if self.random.random() < 0.2 else ""
            return "(" + name + self.alternatives(depth) + ")"
        if roll < 0.65:
            return "(?:" + self.alternatives(depth) + ")"
        if roll < 0.72:
            return "(?%s%s)" % (self.pick(["=", "!"]), self.alternatives(depth))
        if roll < 0.78:
            return "(?<%s%s)" % (self.pick(["=", "!"]), self.pick(LITERALS + CLASSES))
        if roll < 0.84:
            return "(?%s:%s)" % (self.pick(["i", "s", "m", "-i", "x", "s-i", "a"]), self.alternatives(depth))
        if roll < 0.88:
            return "(?>%s)" % self.alternatives(depth)
        if roll < 0.94:
            return "\\%d" % self.random.randint(1, max(1, self.groups))
        return "(?(%d)%s|%s)" % (self.random.randint(1, max(1, self.groups)), self.sequence(depth), self.sequence(depth))

    def text(self):
        return "".join(self.pick(ALPHABET) for _ in range(self.random.randint(0, 12)))


def listed(found):
    return [list(one) if isinstance(one, tuple) else one for one in found]


def answers(pattern, text, replacement):
    try:
        compiled = re.compile(pattern)
        match, full = compiled.match(text), compiled.fullmatch(text)
        return {
            "findall": listed(compiled.findall(text)),
            "match": match and match.group(0),
            "full": full and full.group(0),
            "sub": compiled.sub(replacement, text),
        }
    except (re.error, IndexError, ValueError, OverflowError) as error:
        return str(error)


def give_up(_signal, _frame):
    raise TimeoutError


def main():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
    signal.signal(signal.SIGALRM, give_up)
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    generator = Generator(seed)
    for _ in range(count):
        pattern, text, replacement = generator.pattern(), generator.text(), generator.pick(REPLACEMENTS)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            expected = answers(pattern, text, replacement)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except (SystemError, MemoryError, TimeoutError):
            # A fault of CPython 3.11 with possessive repeats of groups; patterns that no program matches in time.
            continue
        print(json.dumps({"pattern": pattern, "text": text, "replacement": replacement, "expect": expected}))


main()
