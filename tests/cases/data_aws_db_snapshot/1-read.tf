data "aws_db_snapshot" "main" {
  db_snapshot_identifier = aws_db_snapshot.main.id
}

output "snapshot" {
  value = "${data.aws_db_snapshot.main.engine} ${data.aws_db_snapshot.main.allocated_storage} ${data.aws_db_snapshot.main.status}"
}
