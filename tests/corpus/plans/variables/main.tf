# Variables of every kind: from files, converted, computed types, defaults.

variable "string" { default = "default" }
variable "number" { type = number }
variable "from_string" { type = number }
variable "bool" { type = bool }
variable "list" { type = list(string) }
variable "set" { type = set(number) }
variable "map" { type = map(string) }
variable "object" {
  type = object({
    name = string
    tags = map(string)
    opt  = optional(number)
  })
}
variable "tuple" { type = tuple([string, number]) }
variable "any" { type = any }
variable "list_any" { type = list(any) }
variable "map_any" { type = map(any) }
variable "auto" { type = string }
variable "null" {
  type    = string
  default = null
}
variable "nested" {
  type    = list(map(object({ a = optional(string, "d") })))
  default = [{ x = {} }, { y = { a = "given" } }]
}

resource "terraform_data" "all" {
  input = [var.string, var.number, var.list, var.set, var.map, var.object, var.tuple, var.any]
}

output "all" {
  value = {
    string = var.string, number = var.number, from = var.from_string, bool = var.bool, list = var.list, set = var.set,
    map = var.map, object = var.object, tuple = var.tuple, any = var.any, list_any = var.list_any,
    map_any = var.map_any, auto = var.auto, null = var.null, nested = var.nested
  }
}
