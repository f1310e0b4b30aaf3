output "x" {
  value   = 1
  default = 2
}
