data "aws_region" "a" {
  count      = 1
  depends_on = []
  provider   = aws
}
output "x" { value = data.aws_region.a[0].name }
