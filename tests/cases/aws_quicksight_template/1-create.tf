resource "aws_quicksight_template" "subject" {
  template_id         = "chart-template"
  name                = "Shop"
  version_description = "A bar chart"

  definition {
    data_set_configuration {
      placeholder = "orders"

      data_set_schema {
        column_schema_list {
          name      = "state"
          data_type = "STRING"
        }

        column_schema_list {
          name      = "total"
          data_type = "DECIMAL"
        }
      }
    }

    sheets {
      sheet_id     = "sales"
      name         = "Sales"
      content_type = "INTERACTIVE"

      visuals {
        bar_chart_visual {
          visual_id = "states"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "By state"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            orientation      = "HORIZONTAL"
            bars_arrangement = "CLUSTERED"

            field_wells {
              bar_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "b1"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "state"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "b2"

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
              element_id   = "states"
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
    actions   = ["quicksight:DescribeTemplate"]
  }

  tags = {
    Name = "chart-template"
  }
}

output "import_id" {
  value = aws_quicksight_template.subject.id
}
