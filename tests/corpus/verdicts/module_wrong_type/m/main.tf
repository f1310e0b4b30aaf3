variable "size" { type = number }
variable "zones" { type = list(string) }
variable "shape" { type = object({ width = number, height = number }) }
