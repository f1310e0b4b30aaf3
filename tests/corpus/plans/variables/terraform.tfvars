number      = 4.25
from_string = "12"
bool        = "true"
list        = ["a", 1, true]
set         = [3, 1, 3]
map         = { a = 1, b = "two" }
object      = { name = "n", tags = { t = 1 }, extra = "dropped" }
tuple       = ["a", "2"]
any         = { deep = [1, "a", { x = null }] }
list_any    = [1, "a"]
map_any     = { a = [1], b = [2, 3] }
auto        = "from terraform.tfvars"
