# A10: a Glue job that failed is told at once; one that succeeded is told when it took longer than its limit.

locals {
  jobs = merge(
    { for job in aws_glue_job.extract : "extract" => { name = job.name, arn = job.arn } },
    { for job in aws_glue_job.quality : "quality" => { name = job.name, arn = job.arn } },
    { for job in aws_glue_job.refine : "refine" => { name = job.name, arn = job.arn } },
  )

  watches_jobs = var.analysis.extract || var.analysis.refine

  job_ends = {
    failed    = { states = ["FAILED", "STOPPED", "TIMEOUT"], description = "A job of the data pipeline failed" }
    succeeded = { states = ["SUCCEEDED"], description = "A job of the data pipeline succeeded: did it take too long?" }
  }
}

resource "aws_cloudwatch_event_rule" "jobs" {
  for_each = { for end, told in local.job_ends : end => told if local.watches_jobs }

  name        = "${var.name}-jobs-${each.key}"
  description = each.value.description

  event_pattern = jsonencode({
    source      = ["aws.glue"]
    detail-type = ["Glue Job State Change"]
    detail = {
      jobName = [for name in sort(keys(local.jobs)) : local.jobs[name].name]
      state   = each.value.states
    }
  })
}

resource "aws_cloudwatch_event_target" "jobs" {
  for_each = { for end, arn in {
    failed    = aws_sns_topic.main["alarms"].arn
    succeeded = join("", module.overrun[*].arn)
  } : end => arn if local.watches_jobs }

  rule      = aws_cloudwatch_event_rule.jobs[each.key].name
  target_id = each.key == "failed" ? "alarms" : "overrun"
  arn       = each.value
}

data "aws_iam_policy_document" "overrun" {
  count = local.watches_jobs ? 1 : 0

  statement {
    sid       = "LookAtRuns"
    actions   = ["glue:GetJobRun"]
    resources = [for name in sort(keys(local.jobs)) : local.jobs[name].arn]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.main["alarms"].arn]
  }

  statement {
    sid       = "EncryptMessages"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.operations.arn]
  }
}

module "overrun" {
  source = "./modules/function"
  count  = local.watches_jobs ? 1 : 0

  name        = "${var.name}-overrun"
  description = "Tells when a job took longer than its limit"
  package     = "${path.module}/assets/overrun.zip"
  key_arn     = aws_kms_key.operations.arn
  policy      = data.aws_iam_policy_document.overrun[0].json

  environment = {
    LIMITS = jsonencode({ for name, job in local.jobs : job.name => var.job_minutes[name] })
    TOPIC  = aws_sns_topic.main["alarms"].arn
  }
}

resource "aws_lambda_permission" "overrun" {
  count = local.watches_jobs ? 1 : 0

  statement_id  = "jobs"
  action        = "lambda:InvokeFunction"
  function_name = module.overrun[0].name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.jobs["succeeded"].arn
}
