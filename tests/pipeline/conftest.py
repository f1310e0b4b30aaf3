"""The shop's own code, loaded from where the plan takes it."""

import importlib.util
import os
from pathlib import Path

import boto3
import pytest

ASSETS = Path(__file__).resolve().parents[2] / "plans/shop/assets"


def load(path):
    """A program of the pipeline as a module."""
    spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), ASSETS / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def assets():
    return ASSETS


@pytest.fixture
def endpoint(monkeypatch):
    """An account of its own on the emulator under test."""
    address = os.environ.get("PROVISION_TEST_ENDPOINT")
    assert address, "no emulator: run the tests by tests/localstack/run exec"
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{int.from_bytes(os.urandom(4)) % 900_000_000_000 + 100_000_000_000:012}")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
    return address


@pytest.fixture
def buckets(endpoint):
    """Makes buckets in that account: gives a client and their names."""
    account = os.environ["AWS_ACCESS_KEY_ID"]

    def make(*names):
        s3 = boto3.client("s3")
        made = [f"{name}-{account}" for name in names]
        for name in made:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
        return s3, *made

    return make
