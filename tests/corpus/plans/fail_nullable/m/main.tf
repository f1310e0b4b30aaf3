variable "name" {
  type     = string
  nullable = false
}
