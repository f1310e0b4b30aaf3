"""Tells when a Glue job succeeded but took longer than its limit: nobody would notice what that costs.

EventBridge calls `handle` for each run that succeeded. LIMITS holds the minutes of each job as JSON, TOPIC is told.
"""

import json
import os

import boto3

glue = boto3.client("glue")
sns = boto3.client("sns")


def message(job, run, seconds, limit):
    """What the person on duty reads, in the form in which AWS Chatbot shows it in Slack."""
    return {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": f"Glue job {job} took longer than its limit",
            "description": f"It succeeded after {seconds / 60:.0f} minutes; the limit is {limit:g}. Run `{run}`.",
            "nextSteps": [
                "Look at how many rows it read, and whether the database was slow.",
                "Raise `job_minutes` in the plan when the shop has simply grown.",
            ],
        },
    }


def handle(event, _context):
    """Takes EventBridge's event of a run; answers with the seconds that it took beyond its limit, 0 where it did not."""
    job, run = event["detail"]["jobName"], event["detail"]["jobRunId"]
    limit = json.loads(os.environ["LIMITS"])[job]
    seconds = glue.get_job_run(JobName=job, RunId=run)["JobRun"]["ExecutionTime"]
    if seconds <= limit * 60:
        return 0
    sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(message(job, run, seconds, limit)))
    return seconds - limit * 60
