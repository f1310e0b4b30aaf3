resource "aws_scheduler_schedule_group" "subject" {
  name = "schedule-group-1"

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_scheduler_schedule_group.subject.id
}
