resource "aws_quicksight_data_source" "lake" {
  data_source_id = "analysis-source"
  name           = "analysis-source"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = "primary"
    }
  }
}

resource "aws_quicksight_data_set" "orders" {
  data_set_id = "analysis-set"
  name        = "analysis-set"
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

resource "aws_quicksight_group" "readers" {
  group_name = "analysis-readers"
}
