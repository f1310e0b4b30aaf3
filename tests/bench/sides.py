"""The two programs under comparison, each in a directory of its own, and what one run of a program costs."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = "ap-northeast-2"
DEVELOPER_ENDPOINT = "http://127.0.0.1:4566"
PHASES = ("validate", "plan", "apply", "no-change plan", "destroy")
# Where a provider mirror named tf-plugins may lie; the test suite looks in the same places.
MIRRORS = ("/opt", "/usr/local/share", "/usr/share", "/")


class Failure(Exception):
    """A reason to stop that a person can act on."""


@dataclass
class Cost:
    """Seconds of wall clock, seconds of CPU (user and system), and the peak of resident memory in MB.

    Children that the program waited for are in: their CPU adds up, and the peak is that of the largest process.
    """

    wall: float
    cpu: float
    memory: float


def run(command, cwd, env):
    """Runs a command to its end and gives its cost; fails with what it printed."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
            raise Failure(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{text}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Side:
    """A copy of the plan, in one account, for one program."""

    def __init__(self, plan, home, account, endpoint):
        self.dir = Path(home) / "plans" / plan.name
        kept_out = shutil.ignore_patterns(".terraform*", "*.tfstate*", "terraform.tfvars")
        shutil.copytree(plan, self.dir, ignore=kept_out)
        settings = self.dir / "provision.hcl"
        if settings.exists():
            settings.write_text(settings.read_text().replace(DEVELOPER_ENDPOINT, endpoint))
        self.account = account
        self.env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ} | {
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_COLOR": "1",
        }

    def phase(self, name):
        """Runs one phase and gives its cost."""
        return run(self.command(name), self.dir, self.env)


class Provision(Side):
    name = "provision"
    binary = Path()

    def command(self, phase):
        commands = {
            "validate": ["validate"],
            "plan": ["plan"],
            "apply": ["apply", "--auto-approve"],
            "no-change plan": ["plan", "--detailed-exitcode"],
            "destroy": ["destroy", "--auto-approve"],
        }
        calls = [] if phase == "validate" else ["--calls", self.calls_file]
        return [self.binary, *commands[phase], "--env", "local", *calls]

    @property
    def calls_file(self):
        return self.dir.parent / "calls.json"

    def own_count(self, phase):
        """What the program itself says that it called in the phase just run."""
        return {} if phase == "validate" else json.loads(self.calls_file.read_text())

    def addresses(self):
        """What the state holds."""
        listed = subprocess.run(
            [self.binary, "state", "list", "--env", "local"], cwd=self.dir, env=self.env, capture_output=True, text=True
        )
        return listed.stdout.split("\n")


class Terraform(Side):
    name = "Terraform"
    mirror = Path()

    def __init__(self, plan, home, account, endpoint):
        super().__init__(plan, home, account, endpoint)
        settings = self.dir.parent / "terraform.rc"
        settings.write_text(f'provider_installation {{ filesystem_mirror {{ path = "{self.mirror}" }} }}\n')
        self.env |= {
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }
        run(["terraform", "init", "-input=false", "-no-color"], self.dir, self.env)

    def command(self, phase):
        commands = {
            "validate": ["validate", "-no-color"],
            "plan": ["plan"],
            "apply": ["apply", "-auto-approve"],
            "no-change plan": ["plan", "-detailed-exitcode"],
            "destroy": ["destroy", "-auto-approve"],
        }
        values = [] if phase == "validate" else ["-input=false", "-no-color", "-var-file=env/local.tfvars"]
        return ["terraform", *commands[phase], *values]


def find_terraform():
    """Sets the provider mirror and gives the versions of Terraform and of the provider."""
    if not shutil.which("terraform"):
        raise Failure("the comparison needs terraform 1.11 on PATH")
    named = os.environ.get("PROVISION_TF_MIRROR")
    places = [Path(named)] if named else [Path(place) / "tf-plugins" for place in MIRRORS]
    mirror = next((place for place in places if place.is_dir()), None)
    programs = sorted(mirror.rglob("terraform-provider-aws_v5*")) if mirror else []
    if not programs:
        raise Failure(
            "the comparison needs a filesystem mirror of Terraform's AWS provider (terraform providers mirror DIR):\n"
            "set PROVISION_TF_MIRROR, or put it as tf-plugins into " + ", ".join(MIRRORS)
        )
    Terraform.mirror = mirror
    said = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True)
    provider = re.search(r"_v(\d+\.\d+\.\d+)", programs[0].name)
    return json.loads(said.stdout)["terraform_version"], provider.group(1) if provider else "5"


def find_provision(named):
    """Sets the program under test: the named one, or the one last built here."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    built = [path for path in (target / "release" / "provision", target / "debug" / "provision") if path.exists()]
    if not named and not built:
        raise Failure("provision is not built: cargo build --release -p provision")
    Provision.binary = Path(named).resolve() if named else max(built, key=lambda path: path.stat().st_mtime)
    profile = Provision.binary.parent.name
    return {"debug": "development", "release": "release"}.get(profile, profile)
