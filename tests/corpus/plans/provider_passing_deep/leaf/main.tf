variable "name" {
  type = string
}

resource "aws_sns_topic" "leaf" {
  name = var.name
}

output "name" {
  value = aws_sns_topic.leaf.name
}
