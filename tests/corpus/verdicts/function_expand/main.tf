variable "xs" { type = list(string) }
output "a" { value = concat(var.xs...) }
output "b" { value = max([1, 2]...) }
