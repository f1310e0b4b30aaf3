resource "aws_glue_connection" "subject" {
  name            = "network"
  connection_type = "NETWORK"
}

output "import_id" {
  value = aws_glue_connection.subject.id
}
