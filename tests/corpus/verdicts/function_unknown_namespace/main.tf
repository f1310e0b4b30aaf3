output "a" { value = nothing::at::all("x") }
