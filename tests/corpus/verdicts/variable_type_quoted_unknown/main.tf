variable "a" { type = "number of things" }
