"""The same work in Jinja2 (native) and Ansible's Templar: reads jobs as JSON, prints runs per second."""
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.template import Templar  # noqa: E402
from jinja2 import Environment  # noqa: E402


def rate(job, seconds, spell):
    """The best of as many spells as there is time for."""
    end, best = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        count, elapsed, start = 0, 0, time.perf_counter()
        while elapsed < spell:
            job()
            count += 1
            elapsed = time.perf_counter() - start
        best = max(best, count / elapsed)
    return best


def main():
    work = json.load(sys.stdin)
    variables, result = work["variables"], {}
    environment = Environment(trim_blocks=True)
    templar = Templar(loader=DataLoader(), variables=variables)
    try:
        from ansible.template import trust_as_template as trust
    except ImportError:
        trust = str
    for name, source in work["render"].items():
        row = {"ansible": rate(lambda: templar.template(trust(source)), work["seconds"], work["spell"])}
        if "to_nice_yaml" not in source and "combine" not in source:
            template = environment.from_string(source)
            row["jinja2"] = rate(lambda: template.render(variables), work["seconds"], work["spell"])
        result[name] = row

    def compile_all():
        for source in work["compile"]:
            environment.from_string(source)

    result["compile 1,000 templates"] = {"jinja2": rate(compile_all, work["seconds"], work["spell"])}
    print(json.dumps(result))


main()
