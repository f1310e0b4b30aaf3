resource "aws_quicksight_analysis" "subject" {
  analysis_id             = "chart-analysis"
  name                    = "The shop"
  recovery_window_in_days = 0

  definition {
    data_set_identifiers_declarations {
      identifier   = "orders"
      data_set_arn = aws_quicksight_data_set.orders.arn
    }

    sheets {
      sheet_id     = "sales"
      name         = "Sales"
      content_type = "INTERACTIVE"

      visuals {
        table_visual {
          visual_id = "rows"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "Rows"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            field_wells {
              table_aggregated_field_wells {
                group_by {
                  categorical_dimension_field {
                    field_id = "t1"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "state"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "t2"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "total"
                    }

                    aggregation_function {
                      simple_numerical_aggregation = "SUM"
                    }
                  }
                }
              }
            }
          }
        }
      }

      layouts {
        configuration {
          grid_layout {
            elements {
              element_id   = "rows"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }
          }
        }
      }
    }
  }

  permissions {
    principal = aws_quicksight_group.readers.arn
    actions   = ["quicksight:DescribeAnalysis", "quicksight:UpdateAnalysis"]
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_analysis.subject.id
}
