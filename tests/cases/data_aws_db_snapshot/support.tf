resource "aws_db_instance" "main" {
  identifier          = "snapshot-read-source"
  engine              = "mysql"
  engine_version      = "8.0.39"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  storage_type        = "gp3"
  db_name             = "shop"
  username            = "admin"
  password            = "hush-hush-hush"
  skip_final_snapshot = true

  tags = {
    Name = "snapshot-read"
  }
}

resource "aws_db_snapshot" "main" {
  db_instance_identifier = aws_db_instance.main.identifier
  db_snapshot_identifier = "snapshot-read"
}
