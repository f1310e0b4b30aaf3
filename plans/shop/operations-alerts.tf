# M3: alarms and the ends of pipelines are published here, and Slack has a channel for each.

locals {
  topics = {
    alarms   = "Something needs the person on duty"
    delivery = "How pipelines ended"
  }

  # Who may publish where, and on whose behalf.
  publishers = merge(
    {
      cloudwatch             = { topic = "alarms", on_behalf = "aws:SourceAccount", of = data.aws_caller_identity.current.account_id }
      codestar-notifications = { topic = "delivery", on_behalf = "aws:SourceAccount", of = data.aws_caller_identity.current.account_id }
    },
    { for end, rule in aws_cloudwatch_event_rule.jobs : "events" => { topic = "alarms", on_behalf = "aws:SourceArn", of = rule.arn } if end == "failed" },
  )
}

# S4: the key of what operations keep: messages, and what the stages of a pipeline hand to each other.
data "aws_iam_policy_document" "operations_key" {
  # checkov:skip=CKV_AWS_111,CKV_AWS_356:`*` is the key itself in a key's policy
  source_policy_documents = [data.aws_iam_policy_document.logs_key["operations"].json]

  # The topics' policies say on whose behalf they may publish.
  statement {
    sid       = "Publishers"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = [for service in sort(keys(local.publishers)) : "${service}.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "operations" {
  description             = "Messages and build artifacts of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.disposable ? 7 : 30
  policy                  = data.aws_iam_policy_document.operations_key.json
}

resource "aws_kms_alias" "operations" {
  name          = "alias/${var.name}-operations"
  target_key_id = aws_kms_key.operations.key_id
}

resource "aws_sns_topic" "main" {
  for_each = local.topics

  name              = "${var.name}-${each.key}"
  display_name      = each.value
  kms_master_key_id = aws_kms_key.operations.arn
}

data "aws_iam_policy_document" "topic" {
  for_each = local.topics

  dynamic "statement" {
    for_each = { for service, publisher in local.publishers : service => publisher if publisher.topic == each.key }

    content {
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.main[each.key].arn]

      principals {
        type        = "Service"
        identifiers = ["${statement.key}.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = statement.value.on_behalf
        values   = [statement.value.of]
      }
    }
  }
}

resource "aws_sns_topic_policy" "main" {
  for_each = local.topics

  arn    = aws_sns_topic.main[each.key].arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

# What Slack may show of the account, whoever asks there.
data "aws_iam_policy_document" "slack_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["chatbot.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "slack" {
  name               = "${var.name}-slack"
  description        = "What Slack shows of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.slack_assume.json
}

locals {
  slack_policies = ["arn:${data.aws_partition.current.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"]
}

resource "aws_iam_role_policy_attachment" "slack" {
  for_each = toset(local.slack_policies)

  role       = aws_iam_role.slack.name
  policy_arn = each.key
}

resource "aws_chatbot_slack_channel_configuration" "main" {
  for_each = var.slack == null ? {} : var.slack.channels

  configuration_name    = "${var.name}-${each.key}"
  slack_team_id         = var.slack.workspace
  slack_channel_id      = each.value
  iam_role_arn          = aws_iam_role.slack.arn
  guardrail_policy_arns = local.slack_policies
  sns_topic_arns        = [aws_sns_topic.main[each.key].arn]
  logging_level         = "ERROR"

  depends_on = [aws_iam_role_policy_attachment.slack]
}
