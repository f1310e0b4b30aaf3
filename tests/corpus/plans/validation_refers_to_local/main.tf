locals { l = 5 }
variable "b" {
  default = 2
  validation {
    condition     = var.b < local.l
    error_message = "x"
  }
}
