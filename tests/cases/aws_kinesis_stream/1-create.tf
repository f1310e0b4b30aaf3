resource "aws_kinesis_stream" "subject" {
  name        = "events"
  shard_count = 1

  tags = {
    Name = "events"
  }
}

output "import_id" {
  value = aws_kinesis_stream.subject.name
}
