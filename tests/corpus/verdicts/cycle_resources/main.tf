resource "aws_security_group" "a" { description = aws_security_group.b.id }
resource "aws_security_group" "b" { description = aws_security_group.a.id }
