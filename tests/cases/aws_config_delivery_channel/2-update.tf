resource "aws_config_delivery_channel" "subject" {
  name           = "channel"
  s3_bucket_name = aws_s3_bucket.main["two"].bucket

  snapshot_delivery_properties {
    delivery_frequency = "One_Hour"
  }

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_delivery_channel.subject.id
}
