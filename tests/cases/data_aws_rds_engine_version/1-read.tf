data "aws_rds_engine_version" "newest" {
  engine  = "mysql"
  version = "8.0"
  latest  = true
}

data "aws_rds_engine_version" "preferred" {
  engine             = "mysql"
  preferred_versions = ["8.0.99", "8.0.39"]
}

output "families" {
  value = [data.aws_rds_engine_version.newest.parameter_group_family, data.aws_rds_engine_version.preferred.parameter_group_family]
}

output "preferred" {
  value = data.aws_rds_engine_version.preferred.version_actual
}
