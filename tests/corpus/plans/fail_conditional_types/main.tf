output "o" {
  value = true ? { a = 1 } : ["x"]
}
