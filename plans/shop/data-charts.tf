# A8: a dashboard of QuickSight with a chart for each of the five insights, over the answers that are kept as tables (data-insights.tf).
# The account has to have QuickSight, whose own role may read Athena, the results bucket and the data key: both are said in its console.

locals {
  has_charts = var.charts != null && var.analysis.catalogue

  # What the tables of answers hold; their columns are those of the questions in assets/sql.
  answer_columns = {
    survey_inflow_by_age       = { age_band = "STRING", inflow_path = "STRING", answers = "INTEGER" }
    sales_by_category          = { category = "STRING", sales = "DECIMAL", orders = "INTEGER" }
    category_sales_by_age      = { age_band = "STRING", category = "STRING", sales = "DECIMAL" }
    category_sales_and_reviews = { category = "STRING", sales = "DECIMAL", reviews = "INTEGER", score = "DECIMAL" }
    clicks_by_hour             = { hour = "STRING", clicks = "INTEGER", visits = "INTEGER" }
  }

  # Where each chart stands: two beside each other, the last over the whole width.
  chart_grid = [
    { name = "survey_inflow_by_age", width = 18 },
    { name = "sales_by_category", width = 18 },
    { name = "category_sales_by_age", width = 18 },
    { name = "category_sales_and_reviews", width = 18 },
    { name = "clicks_by_hour", width = 36 },
  ]

  # Who looks at charts may look, and make charts of their own; what is here is the plan's.
  chart_user = var.charts == null ? null : join("", [
    "arn:${data.aws_partition.current.partition}:quicksight:${var.charts.region}:",
    "${data.aws_caller_identity.current.account_id}:user/${var.charts.user}",
  ])
}

resource "aws_quicksight_data_source" "lake" {
  count = local.has_charts ? 1 : 0

  data_source_id = "${var.name}-lake"
  name           = "Answers of ${var.name}"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = aws_athena_workgroup.main[0].name
    }
  }

  permission {
    principal = local.chart_user
    actions   = ["quicksight:DescribeDataSource", "quicksight:DescribeDataSourcePermissions", "quicksight:PassDataSource"]
  }
}

resource "aws_quicksight_data_set" "answer" {
  for_each = { for name, columns in local.answer_columns : name => columns if local.has_charts }

  data_set_id = "${var.name}-${replace(each.key, "_", "-")}"
  name        = local.insights[each.key]
  import_mode = "DIRECT_QUERY"

  physical_table_map {
    physical_table_map_id = replace(each.key, "_", "-")

    relational_table {
      data_source_arn = aws_quicksight_data_source.lake[0].arn
      catalog         = "AwsDataCatalog"
      schema          = aws_glue_catalog_database.lake["curated"].name
      name            = "insight_${each.key}"

      dynamic "input_columns" {
        for_each = each.value

        content {
          name = input_columns.key
          type = input_columns.value
        }
      }
    }
  }

  permissions {
    principal = local.chart_user
    actions = [
      "quicksight:DescribeDataSet",
      "quicksight:DescribeDataSetPermissions",
      "quicksight:DescribeIngestion",
      "quicksight:ListIngestions",
      "quicksight:PassDataSet",
    ]
  }
}

resource "aws_quicksight_dashboard" "insights" {
  count = local.has_charts ? 1 : 0

  dashboard_id        = "${var.name}-insights"
  name                = "Insights of ${var.name}"
  version_description = "As the plan has it"

  permissions {
    principal = local.chart_user
    actions   = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
  }

  # What readers may do beyond looking.
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

  definition {
    dynamic "data_set_identifiers_declarations" {
      for_each = local.chart_grid

      content {
        identifier   = data_set_identifiers_declarations.value.name
        data_set_arn = aws_quicksight_data_set.answer[data_set_identifiers_declarations.value.name].arn
      }
    }

    sheets {
      sheet_id     = "insights"
      name         = "Insights"
      content_type = "INTERACTIVE"

      layouts {
        configuration {
          grid_layout {
            dynamic "elements" {
              for_each = local.chart_grid

              content {
                element_id   = replace(elements.value.name, "_", "-")
                element_type = "VISUAL"
                column_span  = elements.value.width
                row_span     = 12
              }
            }
          }
        }
      }

      # How visitors of each age band found the shop: a bar for each band, a colour for each path.
      visuals {
        bar_chart_visual {
          visual_id = "survey-inflow-by-age"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = local.insights["survey_inflow_by_age"]
            }
          }

          chart_configuration {
            orientation      = "VERTICAL"
            bars_arrangement = "STACKED"

            field_wells {
              bar_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "survey_inflow_by_age.age_band"

                    column {
                      data_set_identifier = "survey_inflow_by_age"
                      column_name         = "age_band"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "survey_inflow_by_age.answers"

                    column {
                      data_set_identifier = "survey_inflow_by_age"
                      column_name         = "answers"
                    }

                    aggregation_function {
                      simple_numerical_aggregation = "SUM"
                    }
                  }
                }

                colors {
                  categorical_dimension_field {
                    field_id = "survey_inflow_by_age.inflow_path"

                    column {
                      data_set_identifier = "survey_inflow_by_age"
                      column_name         = "inflow_path"
                    }
                  }
                }
              }
            }
          }
        }
      }

      # What each category sold for.
      visuals {
        bar_chart_visual {
          visual_id = "sales-by-category"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = local.insights["sales_by_category"]
            }
          }

          chart_configuration {
            orientation      = "HORIZONTAL"
            bars_arrangement = "CLUSTERED"

            field_wells {
              bar_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "sales_by_category.category"

                    column {
                      data_set_identifier = "sales_by_category"
                      column_name         = "category"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "sales_by_category.sales"

                    column {
                      data_set_identifier = "sales_by_category"
                      column_name         = "sales"
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

      # Which age band spends on which category: the darker, the more.
      visuals {
        heat_map_visual {
          visual_id = "category-sales-by-age"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = local.insights["category_sales_by_age"]
            }
          }

          chart_configuration {
            field_wells {
              heat_map_aggregated_field_wells {
                rows {
                  categorical_dimension_field {
                    field_id = "category_sales_by_age.category"

                    column {
                      data_set_identifier = "category_sales_by_age"
                      column_name         = "category"
                    }
                  }
                }

                columns {
                  categorical_dimension_field {
                    field_id = "category_sales_by_age.age_band"

                    column {
                      data_set_identifier = "category_sales_by_age"
                      column_name         = "age_band"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "category_sales_by_age.sales"

                    column {
                      data_set_identifier = "category_sales_by_age"
                      column_name         = "sales"
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

      # Whether what is reviewed well sells well: sales as bars, the score as a line over them.
      visuals {
        combo_chart_visual {
          visual_id = "category-sales-and-reviews"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = local.insights["category_sales_and_reviews"]
            }
          }

          chart_configuration {
            field_wells {
              combo_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "category_sales_and_reviews.category"

                    column {
                      data_set_identifier = "category_sales_and_reviews"
                      column_name         = "category"
                    }
                  }
                }

                bar_values {
                  numerical_measure_field {
                    field_id = "category_sales_and_reviews.sales"

                    column {
                      data_set_identifier = "category_sales_and_reviews"
                      column_name         = "sales"
                    }

                    aggregation_function {
                      simple_numerical_aggregation = "SUM"
                    }
                  }
                }

                line_values {
                  numerical_measure_field {
                    field_id = "category_sales_and_reviews.score"

                    column {
                      data_set_identifier = "category_sales_and_reviews"
                      column_name         = "score"
                    }

                    aggregation_function {
                      simple_numerical_aggregation = "AVERAGE"
                    }
                  }
                }
              }
            }
          }
        }
      }

      # When people look around: clicks and visits over the hours of a day.
      visuals {
        line_chart_visual {
          visual_id = "clicks-by-hour"

          title {
            visibility = "VISIBLE"

            format_text {
              plain_text = local.insights["clicks_by_hour"]
            }
          }

          chart_configuration {
            type = "LINE"

            field_wells {
              line_chart_aggregated_field_wells {
                category {
                  categorical_dimension_field {
                    field_id = "clicks_by_hour.hour"

                    column {
                      data_set_identifier = "clicks_by_hour"
                      column_name         = "hour"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "clicks_by_hour.clicks"

                    column {
                      data_set_identifier = "clicks_by_hour"
                      column_name         = "clicks"
                    }

                    aggregation_function {
                      simple_numerical_aggregation = "SUM"
                    }
                  }
                }

                values {
                  numerical_measure_field {
                    field_id = "clicks_by_hour.visits"

                    column {
                      data_set_identifier = "clicks_by_hour"
                      column_name         = "visits"
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
    }
  }
}

output "charts" {
  description = "Where the dashboard is looked at."
  value       = [for dashboard in aws_quicksight_dashboard.insights : "https://${var.region}.quicksight.aws.amazon.com/sn/dashboards/${dashboard.dashboard_id}"]
}
