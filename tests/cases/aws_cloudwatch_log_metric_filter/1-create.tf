resource "aws_cloudwatch_log_metric_filter" "subject" {
  name           = "root"
  log_group_name = aws_cloudwatch_log_group.main.name
  pattern        = "{ $.userIdentity.type = \"Root\" }"

  metric_transformation {
    name          = "RootUse"
    namespace     = "Shop/Security"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

output "import_id" {
  value = "${aws_cloudwatch_log_metric_filter.subject.log_group_name}:${aws_cloudwatch_log_metric_filter.subject.name}"
}
