output "o" {
  value = 1
  precondition {
    condition     = length("abc") == 2
    error_message = "no"
  }
}
