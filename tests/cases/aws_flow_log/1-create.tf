resource "aws_flow_log" "subject" {
  vpc_id               = aws_vpc.main.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "${aws_s3_bucket.logs.arn}/vpc"

  destination_options {
    file_format        = "parquet"
    per_hour_partition = true
  }
}

output "import_id" {
  value = aws_flow_log.subject.id
}
