resource "terraform_data" "x" { input = [1, 2] }
output "a" { value = max(terraform_data.x.output...) }
output "b" { value = concat([[1], [terraform_data.x.id]]...) }
output "c" { value = merge([{ a = 1 }, { b = terraform_data.x.id }]...) }
