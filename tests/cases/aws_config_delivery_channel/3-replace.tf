resource "aws_config_delivery_channel" "subject" {
  name           = "channel-2"
  s3_bucket_name = aws_s3_bucket.main["two"].bucket

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_delivery_channel.subject.id
}
