resource "aws_iam_role" "main" {
  name = "schedule"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "scheduler.amazonaws.com" } }]
  })
}

resource "aws_sqs_queue" "main" {
  name = "schedule"
}

resource "aws_scheduler_schedule_group" "main" {
  name = "schedule"
}
