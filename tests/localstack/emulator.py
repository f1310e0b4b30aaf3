"""Starts and stops LocalStack in host mode: no Docker, no account, loopback only.

Needs Python 3.13 and nothing beyond its standard library; `run` finds the interpreter. LocalStack itself lives in
a virtual environment in the cache folder, named after the hash of its pins, so it is made once and shared.
"""

import argparse
import collections
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "provision" / "localstack"
DEVELOPER_PORT = 4566
READY_SECONDS = 120
STOP_SECONDS = 20
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Services whose native LocalStack provider downloads something; moto serves them without.
WITHOUT_DOWNLOADS = ("KINESIS", "DYNAMODB", "DYNAMODBSTREAMS", "OPENSEARCH", "ES", "LAMBDA")

# Services whose native provider is moto and nothing else; ours is moto and what the plugin adds.
WITH_ADDITIONS = ("CONFIG", "RESOURCE_GROUPS")


class Failure(Exception):
    """A reason to stop that a person can act on."""


def say(text):
    print(f"localstack: {text}", file=sys.stderr, flush=True)


# -- installation ----------------------------------------------------------------------------------------------

def digest(paths):
    """One short hash over the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


@contextlib.contextmanager
def exclusive(name):
    """Only one process installs at a time; the others wait and then find the work done."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def pip(python, *arguments):
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, stdout=sys.stderr)
    if done.returncode:
        raise Failure(f"pip failed ({done.returncode}): {' '.join(command)}")


def installed(what, build, *pins):
    """A virtual environment with what the pins name; made when missing. Gives its python."""
    home = CACHE / f"venv-{digest([build, *pins])}"
    python = home / "bin" / "python"
    complete = home / "complete"
    if not complete.exists():
        with exclusive("venv"):
            if not complete.exists():
                say(f"installing {what} into {home} (once; about 500 MB, a minute)")
                venv.create(home, with_pip=True, clear=True)
                # What a package without a wheel is built with is pinned too, so nothing else is fetched for that.
                pip(python, "--require-hashes", "-r", build)
                files = [argument for pin in pins for argument in ("-r", pin)]
                pip(python, "--require-hashes", "--no-build-isolation", *files)
                complete.touch()
    return python


def environment():
    """The python with LocalStack and the read-back clients."""
    return installed("LocalStack", HERE / "build.txt", HERE / "requirements.txt", HERE / "readback.txt")


def pipeline(arguments):
    """Tests of the programs that the shop's plan ships, by a pytest of their own beside the libraries that those run on."""
    home = HERE.parent / "pipeline"
    python = installed("the data pipeline's libraries", HERE / "build.txt", home / "requirements.txt")
    os.execv(python, [str(python), "-m", "pytest", "-p", "no:cacheprovider", *(arguments or [str(home)])])


def checkov(form, plan):
    """What checkov says of the shop's plan, or of a plan in JSON. It asks no server for rules or guidelines, and finds no settings or keys of
    whoever runs it."""
    python = installed("checkov", HERE / "build.txt", HERE / "checkov.txt")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("BC_", "CKV_", "CHECKOV_", "PRISMA_"))}
    shop = ["--directory", str(HERE.parents[1] / "plans" / "shop"), "--framework", "terraform"]
    looked_at = ["--file", str(Path(plan).resolve()), "--framework", "terraform_plan"] if plan else shop
    command = [str(python), "-m", "checkov.main", *looked_at, "--skip-download", "--compact", "--output", form]
    os.chdir(python.parent)
    os.execve(python, command, env | {"HOME": str(python.parent), "LOG_LEVEL": "ERROR"})


def plugin(python):
    """The folder with our LocalStack plugin as an installed package, one for each version of its source."""
    source = HERE / "plugin"
    home = CACHE / f"plugin-{digest(source.rglob('*.py'))}-{digest([source / 'pyproject.toml'])}"
    if not home.exists():
        with exclusive("plugin"), tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            if not home.exists():
                copy = Path(scratch) / "source"
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
                pip(python, "--no-deps", "--no-build-isolation", "--target", Path(scratch) / "site", copy)
                (Path(scratch) / "site").rename(home)
    return home


# -- the server ------------------------------------------------------------------------------------------------

def settings(port, state, extension):
    """The environment of the LocalStack process."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    env |= {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "FILESYSTEM_ROOT": str(state),
        "OVERRIDE_IN_DOCKER": "0",  # otherwise FILESYSTEM_ROOT does not count inside a container
        "PYTHONPATH": str(extension),
        "XDG_CACHE_HOME": str(extension / ".cache"),  # plux keeps its index of entry points here
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
        "EAGER_SERVICE_LOADING": "0",
        "MOTO_ENABLE_AMI_VALIDATION": "1",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "MOTO_ACM_VALIDATION_WAIT": "1",
    }
    return env | {f"PROVIDER_OVERRIDE_{service}": "moto" for service in WITHOUT_DOWNLOADS + WITH_ADDITIONS}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def endpoint(port):
    return f"http://127.0.0.1:{port}"


def is_ready(port):
    try:
        with urllib.request.urlopen(f"{endpoint(port)}/_localstack/health", timeout=5) as answer:
            return "services" in json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def launch(port, state):
    """Starts LocalStack in a session of its own and waits until it answers. Gives the process."""
    python = environment()
    extension = plugin(python)
    state.mkdir(parents=True, exist_ok=True)
    log = state / "localstack.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            [str(python), "-m", "localstack.runtime.main"],
            env=settings(port, state, extension),
            cwd=state,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + READY_SECONDS
    try:
        while not is_ready(port):
            if process.poll() is not None:
                raise Failure(f"LocalStack ended with {process.returncode} while starting:\n{log.read_text()[-4000:]}")
            if time.monotonic() > deadline:
                raise Failure(f"LocalStack did not answer within {READY_SECONDS} s; its log is {log}")
            time.sleep(0.1)
    except BaseException:
        end(process.pid, process.poll)
        raise
    return process


def end(pid, poll):
    """Asks a process to stop, insists after a while, and returns when it is gone and its port is free."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + STOP_SECONDS
        while poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)


# -- commands --------------------------------------------------------------------------------------------------

def client_environment(port):
    return os.environ | {
        "PROVISION_TEST_ENDPOINT": endpoint(port),
        "PROVISION_TEST_PYTHON": str(environment()),
    }


def execute(command):
    """Runs a command against a LocalStack of its own, which ends with it. Gives the command's exit code."""
    port = free_port()
    state = Path(tempfile.mkdtemp(prefix="provision-localstack-"))
    child = server = None

    def interrupted(number, _frame):
        # A group-wide signal arrives more than once; the second must not cut the cleaning up short.
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        if child is not None and child.poll() is None:
            child.send_signal(number)
        raise SystemExit(128 + number)

    for number in STOP_SIGNALS:
        signal.signal(number, interrupted)
    try:
        server = launch(port, state)
        say(f"ready on {endpoint(port)}")
        try:
            child = subprocess.Popen(command, env=client_environment(port))
        except OSError as error:
            raise Failure(f"cannot run {command[0]}: {error.strerror}") from error
        code = child.wait()
        if server.poll() is not None:
            say(f"LocalStack ended by itself with {server.returncode} during the run")
            print((state / "localstack.log").read_text()[-4000:], file=sys.stderr)
            return code or 1
        if code != 0 and (troubles := own_errors(state / "localstack.log")):
            say(f"what the emulator itself failed at meanwhile, the last of it:\n{troubles}")
        return code if code >= 0 else 128 - code
    finally:
        if child is not None and child.poll() is None:
            end(child.pid, child.poll)
        if server is not None:
            end(server.pid, server.poll)
        shutil.rmtree(state, ignore_errors=True)


def own_errors(log, most=4000):
    """Answers with 5xx, errors and the last lines of exceptions in LocalStack's log, each with how often it came: faults not of ours."""
    stamp = re.compile(r"^\d{4}-\d\d-\d\dT\S+ +")
    thread = re.compile(r" --- \[.*?\] ")
    lines = (thread.sub(" ", stamp.sub("", line)).rstrip() for line in log.read_text(errors="replace").splitlines())
    counted = collections.Counter(line for line in lines if re.search(r"^ERROR | => 5\d\d |^[\w.]+(Error|Exception)\b", line))
    return "\n".join(f"{times} x {line}" for line, times in counted.items())[-most:]


def home_of(port):
    return CACHE / f"port-{port}"


def alive(port):
    """The pid of the LocalStack that `start` left running on this port, or None."""
    try:
        pid = int((home_of(port) / "pid").read_text())
        os.kill(pid, 0)
        command = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
        return pid if "localstack.runtime.main" in command else None
    except (OSError, ValueError):
        return None


def start(port):
    if alive(port):
        say(f"already running on {endpoint(port)}")
        return 0
    if is_taken(port):
        raise Failure(f"port {port} is in use by another program; stop it, or give --port (and set the endpoint)")
    shutil.rmtree(home_of(port), ignore_errors=True)
    process = launch(port, home_of(port))
    (home_of(port) / "pid").write_text(str(process.pid))
    say(f"ready on {endpoint(port)}; log: {home_of(port) / 'localstack.log'}")
    return 0


def stop(port):
    pid = alive(port)
    if pid is None:
        say(f"nothing of ours is running on port {port}")
        return 0

    def poll():
        return None if alive(port) else 0

    end(pid, poll)
    shutil.rmtree(home_of(port), ignore_errors=True)
    say("stopped; what it held is gone")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="tests/localstack/run", description="Local AWS emulation (LocalStack).")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("start", "start it and leave it running"), ("stop", "stop the one that start left running")):
        sub = commands.add_parser(name, help=text)
        sub.add_argument("--port", type=int, default=DEVELOPER_PORT)
    sub = commands.add_parser("exec", help="run a command against a fresh one on a free port (PROVISION_TEST_ENDPOINT)")
    sub.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND")
    sub = commands.add_parser("python", help="run the Python that has boto3 and the AWS CLI")
    sub.add_argument("rest", nargs=argparse.REMAINDER, metavar="ARGUMENT")
    sub = commands.add_parser("pipeline", help="test the programs of plans/shop/assets (under exec: those that use S3)")
    sub.add_argument("rest", nargs=argparse.REMAINDER, metavar="ARGUMENT")
    sub = commands.add_parser("checkov", help="hold the shop's plan, or a plan in JSON, against checkov's rules")
    sub.add_argument("plan", nargs="?", help="what `show --json PLANFILE` printed")
    sub.add_argument("--json", dest="form", action="store_const", const="json", default="cli", help="all of it, for programs")
    arguments = parser.parse_args()
    match arguments.command:
        case "start":
            return start(arguments.port)
        case "stop":
            return stop(arguments.port)
        case "python":
            python = environment()
            os.execv(python, [str(python), *arguments.rest])
        case "pipeline":
            pipeline(arguments.rest)
        case "checkov":
            checkov(arguments.form, arguments.plan)
        case _:
            rest = arguments.rest[1:] if arguments.rest[:1] == ["--"] else arguments.rest
            if not rest:
                parser.error("exec needs a command")
            return execute(rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
