resource "aws_athena_workgroup" "main" {
  name          = "prepared"
  force_destroy = true
}
