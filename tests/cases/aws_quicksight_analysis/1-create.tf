resource "aws_quicksight_analysis" "subject" {
  analysis_id             = "chart-analysis"
  name                    = "Shop"
  recovery_window_in_days = 7

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
        line_chart_visual {
          visual_id = "days"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "By day"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            type = "LINE"

            field_wells {
              line_chart_aggregated_field_wells {
                category {
                  date_dimension_field {
                    field_id         = "l1"
                    date_granularity = "DAY"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "day"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "l2"

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

      visuals {
        heat_map_visual {
          visual_id = "heat"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "Days and states"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            field_wells {
              heat_map_aggregated_field_wells {
                rows {
                  categorical_dimension_field {
                    field_id = "h1"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "state"
                    }
                  }
                }

                columns {
                  date_dimension_field {
                    field_id         = "h2"
                    date_granularity = "DAY"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "day"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "h3"

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
              element_id   = "days"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }

            elements {
              element_id   = "heat"
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
    actions   = ["quicksight:DescribeAnalysis", "quicksight:QueryAnalysis"]
  }

  tags = {
    Name = "chart-analysis"
  }
}

output "import_id" {
  value = aws_quicksight_analysis.subject.id
}
