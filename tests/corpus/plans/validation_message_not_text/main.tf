variable "b" {
  default = 2
  validation {
    condition     = var.b > 5
    error_message = ["x"]
  }
}
