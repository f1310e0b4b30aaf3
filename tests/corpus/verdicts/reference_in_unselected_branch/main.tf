output "a" { value = true ? "x" : local.gone }
