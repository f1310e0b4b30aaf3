resource "aws_quicksight_template" "subject" {
  template_id         = "chart-template"
  name                = "The shop"
  version_description = "A pie chart"

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
        pie_chart_visual {
          visual_id = "shares"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = "Shares"
            }
          }

          subtitle {
            visibility = "HIDDEN"
          }

          chart_configuration {
            field_wells {
              pie_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "p1"

                    column {
                      data_set_identifier = "orders"
                      column_name         = "state"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "p2"

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
              element_id   = "shares"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }
          }
        }
      }
    }
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_template.subject.id
}
