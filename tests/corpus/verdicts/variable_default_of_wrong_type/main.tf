variable "a" {
  type    = number
  default = "many"
}
variable "b" {
  type    = list(string)
  default = "x"
}
variable "c" {
  type    = object({ a = string })
  default = {}
}
