variable "v" {
  validation {
    condition     = length(var.v) > 3
    error_message = "too short"
  }
}
