output "a" { value = lenght([1]) }
output "b" { value = provider::aws::arn_prase("x") }
