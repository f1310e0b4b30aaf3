resource "aws_quicksight_data_set" "subject" {
  data_set_id = "chart-set"
  name        = "All orders"
  import_mode = "SPICE"

  physical_table_map {
    physical_table_map_id = "orders"

    custom_sql {
      data_source_arn = aws_quicksight_data_source.lake.arn
      name            = "orders"
      sql_query       = "SELECT day, total FROM shop.orders"

      columns {
        name = "day"
        type = "DATETIME"
      }

      columns {
        name = "total"
        type = "DECIMAL"
      }
    }
  }

  logical_table_map {
    logical_table_map_id = "shown"
    alias                = "orders"

    source {
      physical_table_id = "orders"
    }

    data_transforms {
      create_columns_operation {
        columns {
          column_id   = "net"
          column_name = "net"
          expression  = "{total} * 0.9"
        }
      }
    }

    data_transforms {
      project_operation {
        projected_columns = ["day", "total", "net"]
      }
    }
  }

  refresh_properties {
    refresh_configuration {
      incremental_refresh {
        lookback_window {
          column_name = "day"
          size        = 2
          size_unit   = "DAY"
        }
      }
    }
  }

  data_set_usage_configuration {
    disable_use_as_direct_query_source = true
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_data_set.subject.id
}
