resource "aws_quicksight_template" "subject" {
  template_id         = "chart-template-2"
  name                = "The shop"
  version_description = "A table"

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
}

output "import_id" {
  value = aws_quicksight_template.subject.id
}
