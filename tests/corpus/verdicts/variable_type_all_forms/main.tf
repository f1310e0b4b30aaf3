variable "a" { type = any }
variable "b" { type = list(any) }
variable "c" { type = map(list(object({ a = optional(tuple([string, bool])), "b-c" = number }))) }
variable "d" { type = set(number) }
variable "e" { type = tuple([]) }
variable "f" { type = object({}) }
