"""What the builds run, run by bash with a Docker and an AWS CLI that write down what they were asked."""

import json
import os
import subprocess

import pytest

REPOSITORY = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web"

# Each writes its arguments down; what FAIL matches goes wrong.
STUB = """#!/bin/bash
echo "${0##*/} $*" >> "$CALLS"
[ "$*" = "ecr get-login-password" ] && echo secret
[[ "$*" == *--password-stdin* ]] && cat > /dev/null
if [ -n "$FAIL" ] && [[ "${0##*/} $*" =~ $FAIL ]]; then exit 1; fi
exit 0
"""


def commands(path):
    """The commands of a buildspec as one script: CodeBuild runs them in one shell, one after the other."""
    lines = path.read_text().split("    commands:\n")[1].split("\nartifacts:")[0].splitlines()
    taken = []
    for line in lines:
        if line.startswith("      - "):
            taken.append("" if line.strip() == "- |" else line[8:])
        elif line.strip() and not line.strip().startswith("#"):
            taken.append(line)
    return "\n".join(taken)


@pytest.fixture
def build(assets, tmp_path):
    """Runs a buildspec: its exit status, what was asked, and the file that it leaves."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("aws", "docker"):
        (tools / name).write_text(STUB)
        (tools / name).chmod(0o755)

    def run(name, fail=""):
        calls = tmp_path / "calls"
        calls.write_text("")
        environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(calls), "FAIL": fail, "REPOSITORY": REPOSITORY, "CONTAINER": "main",
            "CODEBUILD_RESOLVED_SOURCE_VERSION": "0123456789abcdef0123456789abcdef01234567",
        }
        done = subprocess.run(["bash", "-c", commands(assets / f"buildspec/{name}.yml")], cwd=tmp_path, env=environment)
        made = tmp_path / "imagedefinitions.json"
        return done.returncode, calls.read_text().splitlines(), json.loads(made.read_text()) if made.exists() else None

    return run


IMAGE = f"{REPOSITORY}:0123456789ab"


def test_a_new_commit_is_tested_and_becomes_an_image(build):
    status, calls, made = build("build-ecs", fail="describe-images")
    assert status == 0
    assert made == [{"name": "main", "imageUri": IMAGE}]
    assert "docker login --username AWS --password-stdin 111122223333.dkr.ecr.ap-northeast-2.amazonaws.com" in calls
    assert "aws ecr describe-images --repository-name shop/web --image-ids imageTag=0123456789ab" in calls
    assert [call for call in calls if call.startswith(("docker build", "docker push"))] == [
        "docker build --target test .", f"docker build --tag {IMAGE} .", f"docker push {IMAGE}"]


def test_a_commit_that_has_its_image_is_not_built_again(build):
    status, calls, made = build("build-ecs")
    assert status == 0 and made == [{"name": "main", "imageUri": IMAGE}]
    assert not [call for call in calls if call.startswith(("docker build", "docker push"))]


def test_nothing_is_pushed_when_a_test_fails(build):
    status, calls, made = build("build-ecs", fail="describe-images|--target test")
    assert status != 0 and made is None
    assert [call for call in calls if call.startswith(("docker build", "docker push"))] == ["docker build --target test ."]
    status, calls, made = build("check", fail="--target test")
    assert status != 0 and calls == ["docker build --target test ."]


def test_a_pull_request_is_tried_and_nothing_leaves_the_build(build):
    status, calls, made = build("check")
    assert status == 0 and made is None
    assert calls == ["docker build --target test .", "docker build ."]


def test_the_cluster_is_told_of_the_image_by_its_manifests(build, tmp_path):
    manifests = tmp_path / "kubernetes"
    manifests.mkdir()
    (manifests / "web.yml").write_text("containers:\n  - image: IMAGE\n")
    status, _, _ = build("build-eks")
    assert status == 0 and (manifests / "web.yml").read_text() == f"containers:\n  - image: {IMAGE}\n"


def test_what_runs_on_instances_is_tested_before_it_is_handed_on(build, tmp_path):
    (tmp_path / "appspec.yml").write_text("version: 0.0\n")
    program = tmp_path / "test"
    for status in (0, 1):
        program.write_text(f"#!/bin/bash\nexit {status}\n")
        program.chmod(0o755)
        assert build("build-none")[0] == status
    (tmp_path / "appspec.yml").unlink()
    assert build("build-none")[0] != 0
