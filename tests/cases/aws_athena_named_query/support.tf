resource "aws_athena_workgroup" "main" {
  name          = "saved"
  force_destroy = true
}
