resource "aws_scheduler_schedule_group" "subject" {
  name = "schedule-group-2"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_scheduler_schedule_group.subject.id
}
