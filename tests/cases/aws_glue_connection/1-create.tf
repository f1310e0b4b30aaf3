resource "aws_glue_connection" "subject" {
  name        = "warehouse"
  description = "The warehouse"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://db.internal:5432/shop"
    USERNAME            = "etl"
    PASSWORD            = "first"
  }

  tags = {
    Name = "warehouse"
  }
}

output "import_id" {
  value = aws_glue_connection.subject.id
}
