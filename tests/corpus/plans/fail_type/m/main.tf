variable "thing" {
  type = object({ name = string, size = number })
}
