resource "aws_db_instance" "main" {
  identifier          = "snapshot-source"
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
    Name = "snapshot-source"
  }
}
