resource "aws_iam_role" "r" {
  max_session_duration = 10
  assume_role_policy   = "{}"
}
