variable "v" {
  type     = string
  default  = "d"
  nullable = false
}
output "v" { value = var.v }
