resource "aws_config_configuration_recorder_status" "subject" {
  name       = aws_config_configuration_recorder.main.name
  is_enabled = false

  depends_on = [aws_config_delivery_channel.main]
}

output "import_id" {
  value = aws_config_configuration_recorder_status.subject.id
}
