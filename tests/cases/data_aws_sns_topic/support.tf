resource "aws_sns_topic" "main" {
  name = "topic-read"

  tags = {
    Name = "read"
  }
}
