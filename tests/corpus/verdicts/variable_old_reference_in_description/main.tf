variable "b" { default = "x" }
variable "a" { description = "about ${var.b}" }
