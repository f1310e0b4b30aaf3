resource "aws_quicksight_refresh_schedule" "subject" {
  data_set_id = aws_quicksight_data_set.orders.data_set_id
  schedule_id = "chart-hourly"

  schedule {
    refresh_type = "FULL_REFRESH"

    schedule_frequency {
      interval = "HOURLY"
    }
  }
}

output "import_id" {
  value = aws_quicksight_refresh_schedule.subject.id
}
