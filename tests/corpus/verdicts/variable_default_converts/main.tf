variable "a" {
  type    = number
  default = "5"
}
variable "b" {
  type    = set(string)
  default = ["x", "x"]
}
variable "c" {
  type    = object({ a = optional(string, "x"), b = optional(list(number)) })
  default = {}
}
variable "d" {
  type    = string
  default = null
}
