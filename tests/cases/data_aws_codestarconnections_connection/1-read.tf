data "aws_codestarconnections_connection" "subject" {
  name = aws_codestarconnections_connection.main.name
}

data "aws_codestarconnections_connection" "by_arn" {
  arn = aws_codestarconnections_connection.main.arn
}

output "connection_status" {
  value = data.aws_codestarconnections_connection.subject.connection_status
}

output "name_by_arn" {
  value = data.aws_codestarconnections_connection.by_arn.name
}

output "provider_type" {
  value = data.aws_codestarconnections_connection.subject.provider_type
}

output "tags" {
  value = data.aws_codestarconnections_connection.subject.tags
}
