"""Secrets Manager: the rules by which a secret is renewed, and a secret whose time has not come."""

import re

from localstack.services.secretsmanager import provider as _  # noqa: F401, its own patches come first
from moto.secretsmanager.exceptions import InvalidRequestException, SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend


def rotate_secret(original):
    """Rules may be a schedule and a duration. What is not renewed at once keeps its versions.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
    """

    def rotate(self, secret_id, client_request_token=None, rotation_lambda_arn=None, rotation_rules=None, rotate_immediately=True):
        if not self._is_valid_identifier(secret_id):
            raise SecretNotFoundException()
        secret, rules = self.secrets[secret_id], dict(rotation_rules or {})
        if "AutomaticallyAfterDays" in rules and "ScheduleExpression" in rules:
            raise InvalidRequestException("You can't specify both AutomaticallyAfterDays and ScheduleExpression.")
        if days := re.fullmatch(r"rate\((\d+) days?\)", rules.get("ScheduleExpression", "")):
            rules["AutomaticallyAfterDays"] = int(days[1])
        function = rotation_lambda_arn or secret.rotation_lambda_arn
        if not function:
            raise InvalidRequestException("No Lambda rotation function ARN is associated with this secret.")
        if rotate_immediately:
            told = original(self, secret_id, client_request_token, rotation_lambda_arn, rotation_rules, rotate_immediately)
        else:
            told = secret.to_short_dict()
        secret.rotation_lambda_arn, secret.rotation_enabled, secret.rotation_requested = function, True, True
        secret.rotation_rules = rules or getattr(secret, "rotation_rules", {})
        return told

    return rotate


def to_dict(original):
    """https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html"""

    def to_dict(self):
        told = original(self)
        if rules := getattr(self, "rotation_rules", None):
            told["RotationRules"] = rules
        return told

    return to_dict


def apply():
    SecretsManagerBackend.rotate_secret = rotate_secret(SecretsManagerBackend.rotate_secret)
    FakeSecret.to_dict = to_dict(FakeSecret.to_dict)
