resource "aws_flow_log" "subject" {
  subnet_id                = aws_subnet.main.id
  traffic_type             = "REJECT"
  iam_role_arn             = aws_iam_role.flow.arn
  log_destination          = "arn:aws:logs:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:log-group:rejected"
  log_format               = "$${srcaddr} $${dstaddr} $${action}"
  max_aggregation_interval = 60
}

output "import_id" {
  value = aws_flow_log.subject.id
}
