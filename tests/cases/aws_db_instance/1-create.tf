resource "aws_db_instance" "subject" {
  identifier              = "instance-subject"
  engine                  = "mysql"
  engine_version          = "8.0.39"
  instance_class          = "db.t4g.micro"
  allocated_storage       = 20
  storage_type            = "gp3"
  db_name                 = "shop"
  username                = "admin"
  password                = "first-password"
  multi_az                = true
  backup_retention_period = 7
  backup_window           = "17:00-17:30"
  maintenance_window      = "sun:18:00-sun:18:30"
  db_subnet_group_name    = aws_db_subnet_group.main.name
  vpc_security_group_ids  = [aws_security_group.main.id]
  skip_final_snapshot     = true

  tags = {
    Name = "instance"
  }
}

output "import_id" {
  value = aws_db_instance.subject.identifier
}
