resource "aws_config_delivery_channel" "subject" {
  name           = "channel"
  s3_bucket_name = aws_s3_bucket.main["one"].bucket
  s3_key_prefix  = "configuration"
  sns_topic_arn  = aws_sns_topic.main.arn

  snapshot_delivery_properties {
    delivery_frequency = "Six_Hours"
  }

  depends_on = [aws_config_configuration_recorder.main]
}

output "import_id" {
  value = aws_config_delivery_channel.subject.id
}
