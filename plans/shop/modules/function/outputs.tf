output "arn" {
  description = "The function."
  value       = aws_lambda_function.main.arn
}

output "name" {
  description = "Its name."
  value       = aws_lambda_function.main.function_name
}
