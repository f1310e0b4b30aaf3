resource "aws_sqs_queue" "main" {
  name = "queue-read"

  tags = {
    Name = "read"
  }
}
