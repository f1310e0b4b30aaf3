output "a" { value = terraform.worksapce }
output "b" { value = terraform.workspace }
