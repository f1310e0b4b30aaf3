output "a" { value = try(aws_vpc.main.id, "none") }
