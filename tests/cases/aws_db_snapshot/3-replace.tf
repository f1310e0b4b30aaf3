resource "aws_db_snapshot" "subject" {
  db_instance_identifier = aws_db_instance.main.identifier
  db_snapshot_identifier = "snapshot-other"
}

output "import_id" {
  value = aws_db_snapshot.subject.id
}
