variable "a" {
  tpye = string
}
