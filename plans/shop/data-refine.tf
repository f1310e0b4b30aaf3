# Versions 1.1 and 1.3 of the estate: the day's clicks, which came in as JSON, are cleaned and written as Parquet by a job every night. Since 1.4
# Firehose puts each click where it belongs at once.

resource "aws_glue_job" "refine" {
  count = var.analysis.refine ? 1 : 0

  name              = "${var.name}-refine"
  description       = "Clicks of the day before, without what is broken or twice, as Parquet"
  role_arn          = aws_iam_role.glue[0].arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2
  timeout           = 60
  max_retries       = 1

  security_configuration = aws_glue_security_configuration.lake[0].name

  command {
    script_location = "s3://${aws_s3_object.glue["refine.py"].bucket}/${aws_s3_object.glue["refine.py"].key}"
    python_version  = "3"
  }

  default_arguments = {
    "--enable-continuous-cloudwatch-log" = "true"
    "--enable-metrics"                   = "true"
    "--job-language"                     = "python"
    "--source"                           = "s3://${module.lake["curated"].id}/clicks/"
    "--target"                           = "s3://${module.lake["curated"].id}/clicks-refined/"
  }
}

# 01:00 in Seoul, for the day that has ended.
resource "aws_glue_trigger" "refine" {
  count = var.analysis.refine ? 1 : 0

  name     = "${var.name}-refine"
  type     = "SCHEDULED"
  schedule = "cron(0 16 * * ? *)"

  actions {
    job_name = aws_glue_job.refine[0].name
  }
}
