resource "aws_kinesis_stream" "subject" {
  name                = "events"
  shard_count         = 2
  retention_period    = 48
  shard_level_metrics = ["IncomingBytes"]

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_kinesis_stream.subject.name
}
