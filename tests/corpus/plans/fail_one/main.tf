output "o" {
  value = one(["a", "b"])
}
