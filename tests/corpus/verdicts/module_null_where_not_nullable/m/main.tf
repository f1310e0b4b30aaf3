variable "size" {
  type     = number
  nullable = false
}
