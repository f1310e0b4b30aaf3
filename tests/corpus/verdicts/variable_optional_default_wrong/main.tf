variable "a" { type = object({ n = optional(number, "many") }) }
