resource "aws_glue_catalog_table" "subject" {
  name          = "orders"
  database_name = aws_glue_catalog_database.main.name
  description   = "One line an order"
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL       = "TRUE"
    classification = "parquet"
  }

  partition_keys {
    name = "day"
    type = "date"
  }

  partition_index {
    index_name = "by-day"
    keys       = ["day"]
  }

  storage_descriptor {
    location      = "s3://orders/all/"
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"

    ser_de_info {
      name                  = "parquet"
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

      parameters = {
        "serialization.format" = "1"
      }
    }

    columns {
      name = "id"
      type = "bigint"
    }

    columns {
      name    = "customer"
      type    = "string"
      comment = "Who ordered"
    }
  }
}

output "import_id" {
  value = aws_glue_catalog_table.subject.id
}
