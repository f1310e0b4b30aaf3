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
        made = tmp_path / "imagedefinitions.json"
        made.unlink(missing_ok=True)
        environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(calls), "FAIL": fail, "REPOSITORY": REPOSITORY, "CONTAINER": "main",
            "CODEBUILD_RESOLVED_SOURCE_VERSION": "0123456789abcdef0123456789abcdef01234567",
        }
        done = subprocess.run(["bash", "-c", commands(assets / f"buildspec/{name}.yml")], cwd=tmp_path, env=environment)
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


# CodeBuild includes nothing, so each buildspec that makes an image has the whole way to it.
MAKERS = ("build-ecs", "build-blue-green", "build-eks")


@pytest.fixture
def ready(tmp_path):
    """A repository of a program that has whatever its way of rolling out wants."""
    (tmp_path / "appspec.yml").write_text("version: 0.0\n")
    (tmp_path / "taskdef.json").write_text('{"image": "IMAGE", "taskRoleArn": "arn:aws:iam::111122223333:role/shop-web-task"}\n')
    (tmp_path / "kubernetes").mkdir()
    (tmp_path / "kubernetes/web.yml").write_text("image: IMAGE\n")


@pytest.mark.parametrize("name", MAKERS)
def test_images_are_made_step_by_step_and_the_first_failure_ends_it(build, ready, name):
    steps = [
        "aws ecr get-login-password",
        "docker login --username AWS --password-stdin 111122223333.dkr.ecr.ap-northeast-2.amazonaws.com",
        "aws ecr describe-images --repository-name shop/web --image-ids imageTag=0123456789ab",
        "docker build --target test .",
        f"docker build --tag {IMAGE} .",
        f"docker push {IMAGE}",
    ]

    def asked(calls):
        # Both ends of the pipe into `docker login` begin at once.
        return sorted(calls[:2]) + calls[2:]

    new = "describe-images"
    status, calls, _ = build(name, fail=new)
    assert status == 0 and asked(calls) == steps
    for failing, told in {"docker login": 2, "--target test": 4, "build --tag": 5, "docker push": 6}.items():
        status, calls, made = build(name, fail=f"{new}|{failing}")
        assert status != 0 and made is None and asked(calls) == steps[:told], failing
    # A password that is not to be had ends it as well, though `docker login` is what is last in the pipe.
    status, calls, _ = build(name, fail=f"{new}|get-login-password")
    assert status != 0 and asked(calls) == steps[:2]


def test_the_revision_of_a_blue_green_release_is_told_its_image(build, ready, tmp_path):
    status, _, made = build("build-blue-green")
    assert status == 0 and made is None
    assert json.loads((tmp_path / "taskdef.json").read_text()) == {
        "image": IMAGE, "taskRoleArn": "arn:aws:iam::111122223333:role/shop-web-task"}


@pytest.mark.parametrize("template", ["appspec.yml", "taskdef.json"])
def test_a_blue_green_release_without_its_templates_ends_in_the_build(build, ready, tmp_path, template):
    (tmp_path / template).unlink()
    assert build("build-blue-green")[0] != 0


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
