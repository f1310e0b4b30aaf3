variable "settings" { default = {} }
