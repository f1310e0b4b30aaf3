resource "aws_dynamodb_table" "subject" {
  name             = "table-subject"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  range_key        = "at"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "at"
    type = "N"
  }

  attribute {
    name = "day"
    type = "S"
  }

  global_secondary_index {
    name            = "by_day"
    hash_key        = "day"
    projection_type = "ALL"
  }

  ttl {
    attribute_name = "ends"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  tags = {
    Name  = "table"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_dynamodb_table.subject.id
}
