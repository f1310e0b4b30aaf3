"""What the Glue jobs use of AWS's `awsglue`, which is not to be had outside Glue: arguments, connections, the job's mark of success."""

import argparse
import sys
import types


class GlueContext:
    """Knows the connections that a test gave it, and the session that reads."""

    connections = {}
    session = None

    def __init__(self, context):
        self.spark_session = type(self).session or context

    def extract_jdbc_conf(self, connection):
        return self.connections[connection]


class Job:
    """A run is begun by `init`, and good once it is committed."""

    runs = []

    def __init__(self, context):
        self.context = context

    def init(self, name, options):
        self.runs.append([name, False])

    def commit(self):
        self.runs[-1][1] = True


def resolved(argv, names):
    """Each of these arguments has to be there; whatever else Glue hands over is left alone."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    return vars(parser.parse_known_args(argv[1:])[0])


def installed(monkeypatch, session, connections):
    """The modules, for one test; gives the runs that begin in it: name, and whether it was good."""
    monkeypatch.setattr(GlueContext, "session", session)
    monkeypatch.setattr(GlueContext, "connections", connections)
    monkeypatch.setattr(Job, "runs", [])
    for module, names in {
        "awsglue": {}, "awsglue.context": {"GlueContext": GlueContext}, "awsglue.job": {"Job": Job},
        "awsglue.utils": {"getResolvedOptions": resolved},
    }.items():
        made = types.ModuleType(module)
        vars(made).update(names)
        monkeypatch.setitem(sys.modules, module, made)
    return Job.runs
