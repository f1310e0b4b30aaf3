variable "apps" {
  type = map(object({
    image = string
    ports = optional(list(object({ port = number, proto = optional(string, "tcp") })), [{ port = 80 }])
    env   = optional(map(string), {})
    scale = optional(object({ min = optional(number, 1), max = optional(number, 3), on = optional(set(string), ["cpu", "cpu"]) }), {})
    note  = optional(string)
    any   = optional(any)
  }))
  default = {
    a = { image = "x" }
    b = { image = 5, ports = [{ port = "81" }, { port = 82, proto = null }], scale = { max = "9" }, any = [1, "a"], extra = "dropped" }
    c = { image = "z", scale = null, env = null, ports = null }
  }
}
resource "terraform_data" "x" {
  for_each = var.apps
  input    = each.value
}
output "apps" { value = var.apps }
