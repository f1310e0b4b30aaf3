resource "aws_quicksight_dashboard" "subject" {
  dashboard_id        = "chart-board"
  name                = "The shop"
  version_description = "Two visuals"

  definition {
    data_set_identifiers_declarations {
      identifier   = "orders"
      data_set_arn = aws_quicksight_data_set.orders.arn
    }

    sheets {
      sheet_id     = "sales"
      name         = "States"
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
              element_id   = "states"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }

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

  dashboard_publish_options {
    ad_hoc_filtering_option {
      availability_status = "ENABLED"
    }

    export_to_csv_option {
      availability_status = "DISABLED"
    }

    sheet_controls_option {
      visibility_state = "COLLAPSED"
    }
  }

  permissions {
    principal = aws_quicksight_group.readers.arn
    actions   = ["quicksight:DescribeDashboard"]
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_dashboard.subject.id
}
