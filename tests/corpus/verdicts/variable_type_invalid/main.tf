variable "a" { type = strng }
variable "b" { type = list(strin) }
variable "c" { type = object({ a = int }) }
variable "d" { type = list(string, number) }
variable "e" { type = optional(string) }
