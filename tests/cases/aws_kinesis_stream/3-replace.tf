resource "aws_kinesis_stream" "subject" {
  name = "occurrences"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

output "import_id" {
  value = aws_kinesis_stream.subject.name
}
