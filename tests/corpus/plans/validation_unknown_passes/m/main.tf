variable "v" {
  type = string
  validation {
    condition     = length(var.v) > 100
    error_message = "no"
  }
}
output "v" { value = var.v }
