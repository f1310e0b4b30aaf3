resource "aws_db_snapshot" "subject" {
  db_instance_identifier = aws_db_instance.main.identifier
  db_snapshot_identifier = "snapshot-subject"
  shared_accounts        = ["111122223333"]

  tags = {
    Name  = "snapshot"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_db_snapshot.subject.id
}
