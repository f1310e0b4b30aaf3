resource "aws_dynamodb_table" "subject" {
  name         = "table-other"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "name"

  attribute {
    name = "name"
    type = "S"
  }
}

output "import_id" {
  value = aws_dynamodb_table.subject.id
}
