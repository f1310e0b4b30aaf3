resource "aws_quicksight_analysis" "subject" {
  analysis_id             = "chart-analysis-2"
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
        kpi_visual {
          visual_id = "sum"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "Sum"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            field_wells {
              values {
                numerical_measure_field {
                  field_id = "k1"

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

      layouts {
        configuration {
          grid_layout {
            elements {
              element_id   = "sum"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }
          }
        }
      }
    }
  }
}

output "import_id" {
  value = aws_quicksight_analysis.subject.id
}
