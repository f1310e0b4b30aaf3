resource "aws_iam_role" "main" {
  name = "glue-trigger"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "glue.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_glue_workflow" "main" {
  name = "triggered"
}

resource "aws_glue_job" "main" {
  name              = "triggered"
  role_arn          = aws_iam_role.main.arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2

  command {
    script_location = "s3://scripts/triggered.py"
    python_version  = "3"
  }
}
