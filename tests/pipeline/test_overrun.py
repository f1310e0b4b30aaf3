"""The function that holds a job's run against its limit: Glue's answer is given, the message comes out of the emulator's SNS."""

import json

import boto3
import pytest

from conftest import load


class Glue:
    """One run of a job, which took so many seconds."""

    def __init__(self, seconds):
        self.seconds, self.asked = seconds, None

    def get_job_run(self, JobName, RunId):
        self.asked = (JobName, RunId)
        return {"JobRun": {"ExecutionTime": self.seconds, "JobRunState": "SUCCEEDED"}}


EVENT = {
    "source": "aws.glue", "detail-type": "Glue Job State Change",
    "detail": {"jobName": "shop-extract", "state": "SUCCEEDED", "jobRunId": "jr_1", "severity": "INFO"},
}


@pytest.fixture
def told(endpoint, monkeypatch):
    """The function with a topic to publish to, and a way to read what was published."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    queue = sqs.create_queue(QueueName="reader")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    monkeypatch.setenv("TOPIC", topic)
    monkeypatch.setenv("LIMITS", json.dumps({"shop-extract": 30}))
    handler = load("overrun/handler.py")

    def run(seconds):
        handler.glue = Glue(seconds)
        beyond = handler.handle(EVENT, None)
        assert handler.glue.asked == ("shop-extract", "jr_1")
        found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=2 if beyond else 0).get("Messages", [])
        return beyond, [json.loads(message["Body"]) for message in found]

    return run


def test_a_run_within_its_limit_is_nobody_s_business(told):
    assert told(30 * 60) == (0, [])


def test_a_run_beyond_its_limit_is_told_as_slack_shows_it(told):
    beyond, [message] = told(45 * 60)
    assert beyond == 15 * 60
    assert (message["version"], message["source"]) == ("1.0", "custom")
    assert message["content"]["textType"] == "client-markdown"
    text = message["content"]["title"] + message["content"]["description"]
    assert "shop-extract" in text and "45 minutes" in text and "is 30" in text and "jr_1" in text


def test_a_job_that_nobody_gave_a_limit_is_an_error(told, monkeypatch):
    monkeypatch.setenv("LIMITS", "{}")
    with pytest.raises(KeyError, match="shop-extract"):
        told(1)
