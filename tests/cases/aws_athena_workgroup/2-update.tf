resource "aws_athena_workgroup" "subject" {
  name          = "analysts"
  description   = "Who asks and who answers"
  state         = "DISABLED"
  force_destroy = true

  configuration {
    enforce_workgroup_configuration = false

    result_configuration {
      output_location = "s3://results/all/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_athena_workgroup.subject.id
}
