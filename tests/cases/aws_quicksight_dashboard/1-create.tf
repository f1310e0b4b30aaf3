resource "aws_quicksight_dashboard" "subject" {
  dashboard_id        = "chart-board"
  name                = "Shop"
  version_description = "Six visuals"

  definition {
    data_set_identifiers_declarations {
      identifier   = "orders"
      data_set_arn = aws_quicksight_data_set.orders.arn
    }

    calculated_fields {
      data_set_identifier = "orders"
      name                = "net"
      expression          = "{total} * 0.9"
    }

    parameter_declarations {
      string_parameter_declaration {
        name                 = "state"
        parameter_value_type = "SINGLE_VALUED"

        default_values {
          static_values = ["open"]
        }
      }
    }

    filter_groups {
      filter_group_id = "open"
      cross_dataset   = "SINGLE_DATASET"
      status          = "ENABLED"

      filters {
        category_filter {
          filter_id = "open"

          column {
            data_set_identifier = "orders"
            column_name         = "state"
          }

          configuration {
            filter_list_configuration {
              match_operator  = "CONTAINS"
              category_values = ["open", "paid"]
            }
          }
        }
      }

      scope_configuration {
        selected_sheets {
          sheet_visual_scoping_configurations {
            sheet_id   = "sales"
            scope      = "SELECTED_VISUALS"
            visual_ids = ["states"]
          }
        }
      }
    }

    column_configurations {
      role = "MEASURE"

      column {
        data_set_identifier = "orders"
        column_name         = "total"
      }
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
              element_id   = "sum"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }

            elements {
              element_id   = "states"
              element_type = "VISUAL"
              column_span  = 18
              row_span     = 6
            }

            elements {
              element_id   = "days"
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

            elements {
              element_id   = "rows"
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

  dashboard_publish_options {
    ad_hoc_filtering_option {
      availability_status = "DISABLED"
    }

    export_to_csv_option {
      availability_status = "ENABLED"
    }

    sheet_controls_option {
      visibility_state = "EXPANDED"
    }
  }

  permissions {
    principal = aws_quicksight_group.readers.arn
    actions   = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
  }

  tags = {
    Name = "chart-board"
  }
}

output "import_id" {
  value = aws_quicksight_dashboard.subject.id
}
