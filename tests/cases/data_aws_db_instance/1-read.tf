data "aws_db_instance" "main" {
  db_instance_identifier = aws_db_instance.main.identifier
}

output "instance" {
  value = "${data.aws_db_instance.main.engine} ${data.aws_db_instance.main.engine_version} ${data.aws_db_instance.main.port}"
}

output "same" {
  value = data.aws_db_instance.main.endpoint == aws_db_instance.main.endpoint
}
