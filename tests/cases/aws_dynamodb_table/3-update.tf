resource "aws_dynamodb_table" "subject" {
  name           = "table-subject"
  billing_mode   = "PROVISIONED"
  read_capacity  = 5
  write_capacity = 5
  hash_key       = "id"
  range_key      = "at"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "at"
    type = "N"
  }

  tags = {
    Name = "table"
  }
}

output "import_id" {
  value = aws_dynamodb_table.subject.id
}
