variable "name" {}
variable "size" { default = 1 }
