"""The shop's own code, loaded from where the plan takes it."""

import importlib.util
import os
import shutil
import sys
import typing
from pathlib import Path

import boto3
import pytest

import sources

ASSETS = Path(__file__).resolve().parents[2] / "plans/shop/assets"


def load(path):
    """A program of the pipeline as a module."""
    spec = importlib.util.spec_from_file_location(path.replace("/", "_").removesuffix(".py"), ASSETS / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Nothing is skipped: what cannot run on this machine is not collected, and said.
HAS_JAVA = bool(shutil.which("java"))
collect_ignore = [] if HAS_JAVA else ["test_jobs.py"]


def pytest_report_header():
    missing = [] if HAS_JAVA else ["the Glue jobs (no Java)"]
    missing += [] if sources.HAS_MARIADB else ["their reading from MariaDB (no mariadb-server-core or libmariadb-java); views stand for it"]
    return [f"not run here: {what}" for what in missing]


@pytest.fixture(scope="session")
def assets():
    return ASSETS


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """One Spark for all tests: two threads, loopback only, in the time of Glue's machines, and readable files."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # Glue 4.0 has Python 3.10, and Spark of its time imports what 3.13 has no more.
    sys.modules.setdefault("typing.io", typing)
    from pyspark.sql import SparkSession

    home = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1", "spark.driver.memory": "1g",
        "spark.local.dir": str(home), "spark.sql.warehouse.dir": str(home / "warehouse"), "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2", "spark.sql.parquet.compression.codec": "uncompressed",
    }
    if sources.HAS_MARIADB:
        settings["spark.driver.extraClassPath"] = str(sources.DRIVER)
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


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
