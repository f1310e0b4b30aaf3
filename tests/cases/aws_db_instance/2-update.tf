resource "aws_db_instance" "subject" {
  identifier              = "instance-subject"
  engine                  = "mysql"
  engine_version          = "8.0.39"
  instance_class          = "db.t4g.small"
  allocated_storage       = 30
  storage_type            = "gp3"
  db_name                 = "shop"
  username                = "admin"
  password                = "second-password"
  multi_az                = true
  backup_retention_period = 14
  backup_window           = "17:00-17:30"
  maintenance_window      = "sun:18:00-sun:18:30"
  db_subnet_group_name    = aws_db_subnet_group.main.name
  parameter_group_name    = aws_db_parameter_group.main.name
  vpc_security_group_ids  = [aws_security_group.main.id]
  copy_tags_to_snapshot   = true
  apply_immediately       = true
  skip_final_snapshot     = true

  tags = {
    Name  = "instance"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_db_instance.subject.identifier
}
