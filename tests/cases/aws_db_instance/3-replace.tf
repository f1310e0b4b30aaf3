resource "aws_db_instance" "subject" {
  identifier_prefix           = "instance-"
  engine                      = "mysql"
  engine_version              = "8.0.39"
  instance_class              = "db.t4g.small"
  allocated_storage           = 30
  storage_type                = "gp3"
  db_name                     = "store"
  username                    = "admin"
  manage_master_user_password = true
  db_subnet_group_name        = aws_db_subnet_group.main.name
  vpc_security_group_ids      = [aws_security_group.main.id]
  skip_final_snapshot         = true
}

output "import_id" {
  value = aws_db_instance.subject.identifier
}
