resource "aws_quicksight_data_source" "lake" {
  data_source_id = "schedule-source"
  name           = "schedule-source"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = "primary"
    }
  }
}

resource "aws_quicksight_data_set" "orders" {
  data_set_id = "schedule-set"
  name        = "schedule-set"
  import_mode = "SPICE"

  physical_table_map {
    physical_table_map_id = "orders"

    relational_table {
      data_source_arn = aws_quicksight_data_source.lake.arn
      catalog         = "AwsDataCatalog"
      schema          = "shop"
      name            = "orders"

      input_columns {
        name = "day"
        type = "DATETIME"
      }

      input_columns {
        name = "state"
        type = "STRING"
      }

      input_columns {
        name = "total"
        type = "DECIMAL"
      }
    }
  }
}
