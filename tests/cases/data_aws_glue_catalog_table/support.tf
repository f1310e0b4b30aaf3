resource "aws_glue_catalog_database" "main" {
  name = "looked_up"
}

resource "aws_glue_catalog_table" "main" {
  name          = "orders"
  database_name = aws_glue_catalog_database.main.name
  description   = "One line an order"

  partition_keys {
    name = "day"
    type = "date"
  }

  storage_descriptor {
    location = "s3://orders/looked-up/"

    columns {
      name = "id"
      type = "bigint"
    }
  }
}
