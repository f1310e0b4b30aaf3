resource "aws_glue_connection" "subject" {
  name = "warehouse"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://db.internal:5432/sales"
    USERNAME            = "etl"
    PASSWORD            = "second"
  }

  match_criteria = ["warehouse"]

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_connection.subject.id
}
