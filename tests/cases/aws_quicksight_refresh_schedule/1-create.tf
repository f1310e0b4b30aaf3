resource "aws_quicksight_refresh_schedule" "subject" {
  data_set_id = aws_quicksight_data_set.orders.data_set_id
  schedule_id = "chart-weekly"

  schedule {
    refresh_type = "FULL_REFRESH"

    schedule_frequency {
      interval        = "WEEKLY"
      time_of_the_day = "02:00"
      timezone        = "Asia/Seoul"

      refresh_on_day {
        day_of_week = "MONDAY"
      }
    }
  }
}

output "import_id" {
  value = aws_quicksight_refresh_schedule.subject.id
}
